"""An inventory of idle land and buildings, and the matcher that answers an investor with reasons.

Townships send messy spreadsheets; panhuo makes one inventory of them and answers a requirement with
sites, in order, with reasons. Every attribute of the table is a name of this module, such as
``panhuo.floor_area``.

Example:
    >>> import panhuo as ph
    >>> catalog = ph.Inventory.from_records(
    ...     [{"id": "A", "kind": "idle_factory", "name": "3#厂房", "ceiling_height": "7.2 m"}]
    ... ).catalog()
    >>> foundry = ph.Requirement("铸造", must=[ph.ceiling_height >= "8 m"])
    >>> str(catalog.near_misses(foundry)[0].candidate.checks[0])
    '✗ 层高 ≥ 8 m：7.2 m (差 0.8 m)'
"""

from panhuo._advice import AdviceList
from panhuo._candidate import Explanation, NearMisses, Tally
from panhuo._catalog import Catalog
from panhuo._inventory import Inventory, open
from panhuo._ledgers import Issues, Ledgers, issue_codes, read_ledgers
from panhuo._map import Map
from panhuo._native import (
    Advice,
    Attribute,
    Candidate,
    Check,
    Constraint,
    ConstraintTally,
    Contribution,
    Criterion,
    Encumbrance,
    Fact,
    NearMiss,
    Preference,
    Quantity,
    Site,
    Source,
    Words,
    __version__,
    attributes,
    available_by,
    distance_to,
    free_of,
    in_jurisdictions,
    kinds,
    language,
    set_language,
)
from panhuo._pareto import ParetoFront
from panhuo._ranking import Ranked, Ranking
from panhuo._requirement import Requirement, inside, outside
from panhuo._resolution import Links, Resolution, count_candidates, identity_profile, link
from panhuo._shortlist import Shortlist
from panhuo._table import Table
from panhuo.errors import (
    FormatError,
    InvalidArgumentError,
    InvalidRequirementError,
    InvalidSiteError,
    NotFoundError,
    PanhuoError,
    ParseError,
    SourceError,
    SourceNotFoundError,
    StoppedError,
)

# The attributes are names of this module; the stub lists them, and a test compares the two.
globals().update(attributes())
