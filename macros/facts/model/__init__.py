"""What a fact looks like: the only schema of `data/`, a file a kind."""

from .base import (
    INVISIBLE as INVISIBLE,
    KEBAB as KEBAB,
    LABEL as LABEL,
    PAGE as PAGE,
    Fact as Fact,
    Page as Page,
    Sourced as Sourced,
    Text as Text,
    folder as folder,
)
from .deployment import Batch as Batch, DeploymentMethod as DeploymentMethod
from .exam import (
    Domain as Domain,
    Exam as Exam,
    ExamVersion as ExamVersion,
    InScope as InScope,
    Skill as Skill,
    Task as Task,
)
from .lab import Difference as Difference, Lab as Lab
from .page import FrontMatter as FrontMatter, PageMeta as PageMeta, Searches as Searches
from .probe import Probe as Probe, Reading as Reading
from .quantity import Cell as Cell, Link as Link, Quantity as Quantity, Units as Units
from .question import Option as Option, Question as Question
from .service import (
    Change as Change,
    Choice as Choice,
    Documentation as Documentation,
    Service as Service,
    ServiceGroup as ServiceGroup,
    Source as Source,
    Term as Term,
)
from .sheet import CheatSheet as CheatSheet
from .table import Row as Row, Table as Table
