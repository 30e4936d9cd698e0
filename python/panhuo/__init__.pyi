from panhuo._advice import (
    AdviceList as AdviceList,
)
from panhuo._candidate import (
    Explanation as Explanation,
)
from panhuo._candidate import (
    NearMisses as NearMisses,
)
from panhuo._candidate import (
    Tally as Tally,
)
from panhuo._catalog import Catalog as Catalog
from panhuo._inventory import (
    Inventory as Inventory,
)
from panhuo._inventory import (
    open as open,
)
from panhuo._ledgers import (
    Issues as Issues,
)
from panhuo._ledgers import (
    Ledgers as Ledgers,
)
from panhuo._ledgers import (
    issue_codes as issue_codes,
)
from panhuo._ledgers import (
    read_ledgers as read_ledgers,
)
from panhuo._map import Map as Map
from panhuo._native import (
    Advice as Advice,
)
from panhuo._native import (
    Attribute as Attribute,
)
from panhuo._native import (
    Candidate as Candidate,
)
from panhuo._native import (
    Check as Check,
)
from panhuo._native import (
    Constraint as Constraint,
)
from panhuo._native import (
    ConstraintTally as ConstraintTally,
)
from panhuo._native import (
    Contribution as Contribution,
)
from panhuo._native import (
    Criterion as Criterion,
)
from panhuo._native import (
    Encumbrance as Encumbrance,
)
from panhuo._native import (
    Fact as Fact,
)
from panhuo._native import (
    NearMiss as NearMiss,
)
from panhuo._native import (
    Preference as Preference,
)
from panhuo._native import (
    Quantity as Quantity,
)
from panhuo._native import (
    Site as Site,
)
from panhuo._native import (
    Source as Source,
)
from panhuo._native import (
    Words as Words,
)
from panhuo._native import (
    __version__ as __version__,
)
from panhuo._native import (
    attributes as attributes,
)
from panhuo._native import (
    available_by as available_by,
)
from panhuo._native import (
    distance_to as distance_to,
)
from panhuo._native import (
    free_of as free_of,
)
from panhuo._native import (
    in_jurisdictions as in_jurisdictions,
)
from panhuo._native import (
    kinds as kinds,
)
from panhuo._native import (
    language as language,
)
from panhuo._native import (
    set_language as set_language,
)
from panhuo._pareto import ParetoFront as ParetoFront
from panhuo._ranking import (
    Ranked as Ranked,
)
from panhuo._ranking import (
    Ranking as Ranking,
)
from panhuo._requirement import (
    Requirement as Requirement,
)
from panhuo._requirement import (
    inside as inside,
)
from panhuo._requirement import (
    outside as outside,
)
from panhuo._resolution import (
    Links as Links,
)
from panhuo._resolution import (
    Resolution as Resolution,
)
from panhuo._resolution import (
    count_candidates as count_candidates,
)
from panhuo._resolution import (
    identity_profile as identity_profile,
)
from panhuo._resolution import (
    link as link,
)
from panhuo._shortlist import Shortlist as Shortlist
from panhuo._table import Table as Table
from panhuo.errors import (
    FormatError as FormatError,
)
from panhuo.errors import (
    InvalidArgumentError as InvalidArgumentError,
)
from panhuo.errors import (
    InvalidRequirementError as InvalidRequirementError,
)
from panhuo.errors import (
    InvalidSiteError as InvalidSiteError,
)
from panhuo.errors import (
    NotFoundError as NotFoundError,
)
from panhuo.errors import (
    PanhuoError as PanhuoError,
)
from panhuo.errors import (
    ParseError as ParseError,
)
from panhuo.errors import (
    SourceError as SourceError,
)
from panhuo.errors import (
    SourceNotFoundError as SourceNotFoundError,
)
from panhuo.errors import (
    StoppedError as StoppedError,
)

# The attributes of the table, in its order: written by scripts/stub.py.
site_area: Attribute
certified_area: Attribute
contract_area: Attribute
land_ownership: Attribute
use_right: Attribute
owner: Attribute
owner_class: Attribute
responsible_unit: Attribute
address: Attribute
village: Attribute
certificate: Attribute
certificate_number: Attribute
planned_use: Attribute
land_class: Attribute
industry: Attribute
present_use: Attribute
transfer_mode: Attribute
price: Attribute
price_per_area: Attribute
rent: Attribute
annual_rent: Attribute
term_end: Attribute
term_years: Attribute
available_from: Attribute
water: Attribute
sewage: Attribute
water_supply: Attribute
electricity: Attribute
power: Attribute
gas: Attribute
road: Attribute
broadband: Attribute
distance_to_expressway: Attribute
distance_to_railway: Attribute
distance_to_port: Attribute
distance_to_town: Attribute
permanent_farmland: Attribute
ecological_redline: Attribute
lake_management: Attribute
water_source_protection: Attribute
remarks: Attribute
land_status: Attribute
far_min: Attribute
far_max: Attribute
building_density: Attribute
height_limit: Attribute
site_preparation: Attribute
land_grade: Attribute
contract_handover: Attribute
contract_start: Attribute
contract_completion: Attribute
actual_start: Attribute
actual_completion: Attribute
supplied_on: Attribute
land_price_paid: Attribute
land_price_owed: Attribute
slope: Attribute
floor_area: Attribute
footprint_area: Attribute
rentable_area: Attribute
smallest_unit: Attribute
divisible: Attribute
storeys: Attribute
ceiling_height: Attribute
span: Attribute
column_spacing: Attribute
floor_load: Attribute
crane: Attribute
structure: Attribute
year_built: Attribute
depreciation: Attribute
steam: Attribute
fire_class: Attribute
fire_acceptance: Attribute
environmental_approval: Attribute
loading_docks: Attribute
goods_lifts: Attribute
idle_since: Attribute
idle_reason: Attribute
planning_permit: Attribute
construction_permit: Attribute
progress: Attribute
progress_share: Attribute
storeys_built: Attribute
stopped_on: Attribute
invested: Attribute
needed_to_finish: Attribute
safety_appraisal: Attribute
units_sold: Attribute
total_debt: Attribute
priority_debt: Attribute
developer_state: Attribute
disposal_route: Attribute
enterprise_nature: Attribute
closed_on: Attribute
closed_reason: Attribute
assessed_value: Attribute
assessed_on: Attribute
audited: Attribute
employees: Attribute
resettlement_cost: Attribute
social_insurance_arrears: Attribute
bank_debt: Attribute
other_debt: Attribute
equipment: Attribute
restructuring_approval: Attribute
workers_congress: Attribute
administrator: Attribute
lease_years: Attribute
land_rent: Attribute
facility_land_filed: Attribute
construction_quota: Attribute
water_area: Attribute
forest_area: Attribute
distance_to_scenic: Attribute
beds: Attribute
parking: Attribute
annual_visitors: Attribute
wanted_investment: Attribute
