"""`python -m centspan.deploy.cli`, for where no script is on the path."""

import sys

from centspan.deploy.cli import main

if __name__ == "__main__":
    sys.exit(main())
