"""What running on LLMs costs and brings beyond the bill: TCO, scenarios, ROI, break-even, estimates."""
