"""What a fact looks like: the only schema of `data/`, a file a kind."""

from .base import (
    INVISIBLE as INVISIBLE,
)
from .base import (
    KEBAB as KEBAB,
)
from .base import (
    LABEL as LABEL,
)
from .base import (
    PAGE as PAGE,
)
from .base import (
    Fact as Fact,
)
from .base import (
    Page as Page,
)
from .base import (
    Text as Text,
)
from .deployment import Batch as Batch
from .deployment import DeploymentMethod as DeploymentMethod
from .deployment import Step as Step
from .exam import (
    Domain as Domain,
)
from .exam import (
    Exam as Exam,
)
from .exam import (
    ExamVersion as ExamVersion,
)
from .exam import (
    InScope as InScope,
)
from .exam import (
    ScopeGroup as ScopeGroup,
)
from .exam import (
    Skill as Skill,
)
from .exam import (
    Task as Task,
)
from .page import FrontMatter as FrontMatter
from .page import PageMeta as PageMeta
from .page import SearchWeight as SearchWeight
from .probe import Probe as Probe
from .probe import Reading as Reading
from .quantity import Cell as Cell
from .quantity import Link as Link
from .quantity import Quantity as Quantity
from .quantity import Units as Units
from .service import (
    Change as Change,
)
from .service import (
    Choice as Choice,
)
from .service import (
    Documentation as Documentation,
)
from .service import (
    Service as Service,
)
from .service import (
    ServiceGroup as ServiceGroup,
)
from .service import (
    Source as Source,
)
from .service import (
    Term as Term,
)
from .service import (
    ThirdParty as ThirdParty,
)
from .service import (
    area as area,
)
from .sheet import CheatSheet as CheatSheet
from .sheet import SheetGroup as SheetGroup
from .sheet import SheetLine as SheetLine
from .table import Row as Row
from .table import Table as Table
