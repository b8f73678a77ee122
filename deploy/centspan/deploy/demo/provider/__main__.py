"""`python -m centspan.deploy.demo.provider [PORT]`: the simulated provider, to run the examples with."""

import sys
import time

from centspan.deploy.demo.provider.server import serving

PORT = 8199


def main() -> None:
    """Serve until Ctrl-C and say how to reach it."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    with serving(seed=1, port=port) as provider:
        print(f"export OPENAI_BASE_URL={provider.url}/v1 OPENAI_API_KEY=simulated")
        print(f"export ANTHROPIC_BASE_URL={provider.url} ANTHROPIC_API_KEY=simulated", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
