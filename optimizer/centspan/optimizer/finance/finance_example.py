"""An example of `finance.toml`, for people to fill in."""

from typing import Final

EXAMPLE: Final = """\
[api]                             # instead of what the store knows of the last 30 days
queries_per_month = 300_000
input_tokens = 500                # of one query
output_tokens = 200
usd_per_million_input = 2.50
usd_per_million_output = 10

[infrastructure]                  # USD a month, by any name
vector_database = 200
logging = { usd = 100, scales = true }   # grows as the calls do

[engineering]
hours_per_month = 80
usd_per_hour = 100

[quality]
human_evaluation = 500

[operations]
on_call = 0

[set_up]                          # USD, once
migration = 30_000

[[value]]                         # what it brings, USD a month
name = "tickets deflected"
usd_per_month = 108_000

[self_hosting]                    # one replica of the model
gpus = 2
usd_per_gpu_hour = 3.50
requests_per_hour = 800
operations_usd_per_month = 15_000

[quantised]                       # the same model in fewer bits: see first what quality it loses
gpus = 1
usd_per_gpu_hour = 3.50
requests_per_hour = 900
operations_usd_per_month = 15_000

[[fine_tuning]]                   # a provider's small model, trained by them
name = "small model of a provider"
set_up_usd = 4_000                # data, training, evaluation
usd_per_million_input = 0.30
usd_per_million_output = 1.20
retraining_usd_per_month = 300

[[fine_tuning]]                   # an open model with an adapter, on GPUs of your own
name = "adapter on an open model"
set_up_usd = 8_000
gpus = 1
usd_per_gpu_hour = 2.00
requests_per_hour = 1_500
operations_usd_per_month = 6_000

[[fine_tuning]]                   # a small model that learns from your own answers (--export-distillation)
name = "distilled small model"
set_up_usd = 25_000
gpus = 1
usd_per_gpu_hour = 1.20
requests_per_hour = 6_000
operations_usd_per_month = 6_000
"""
