"""What a reader may limit a board to; each says by itself which values there are."""

from typing import Final

from centspan.dashboards.board import Variable

ENVIRONMENT: Final = Variable("environment", "Environment", "values_of_environment")
FEATURE: Final = Variable("feature", "Feature", "values_of_feature")
TEAM: Final = Variable("team", "Team", "values_of_team")
MODEL: Final = Variable("model", "Model", "values_of_model")
TENANT: Final = Variable("tenant", "Tenant", "values_of_tenant")
