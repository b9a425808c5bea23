"""What a fact looks like: the only schema of `data/`, a file a kind."""

from .base import INVISIBLE, KEBAB, LABEL, PAGE, Fact, Page, Text
from .deployment import Batch, DeploymentMethod, Step
from .exam import Domain, Exam, ExamVersion, InScope, ScopeGroup, Skill, Task
from .page import FrontMatter, PageMeta, SearchWeight
from .probe import Probe, Reading
from .quantity import Cell, Link, Quantity, Units
from .service import Change, Choice, Documentation, Service, ServiceGroup, Source, Term, ThirdParty, area
from .sheet import CheatSheet, SheetGroup, SheetLine
from .table import Row, Table

__all__ = [
    "INVISIBLE", "KEBAB", "LABEL", "PAGE", "Batch", "Cell", "Change", "CheatSheet", "Choice", "DeploymentMethod", "Documentation", "Domain", "Exam", "ExamVersion",
    "Fact", "FrontMatter", "InScope", "Link", "Page", "PageMeta", "Probe", "Quantity", "Reading", "Row", "ScopeGroup", "SearchWeight", "Service", "ServiceGroup", "SheetGroup", "SheetLine",
    "Skill", "Source", "Step", "Table", "Task", "Term", "Text", "ThirdParty", "Units", "area",
]  # fmt: skip
