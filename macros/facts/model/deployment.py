"""Ways to put a version out, with the moments that their pictures show."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import Fact, Label, PageRef, Sourced, StrictBool, Text, fault
from .quantity import Quantity

State = Literal["old", "new", "updating", "starting", "gone"]


class Batch(Fact):
    """Instances side by side in one Auto Scaling group. `traffic` is the share of requests they get, in percent."""

    group: Text
    instances: tuple[State, ...] = Field(min_length=1, max_length=6)
    traffic: Annotated[int, Field(strict=True, ge=0, le=100)]


class Step(Fact):
    """One moment of a deployment: what is done, and what each group then runs."""

    text: Text
    batches: tuple[Batch, ...] = Field(min_length=1)

    @property
    def serving(self) -> int:
        """How many instances take requests at this moment."""
        return sum(state in ("old", "new") for batch in self.batches if batch.traffic for state in batch.instances)


class DeploymentMethod(Sourced):
    """A way to put a version out with Elastic Beanstalk, with the moments its picture shows.

    `needs` says what the load-balanced environment must have. The pictures, the policy table and the method table are
    all made from this, and `_validate_consistency` refuses a table cell that the picture contradicts.
    """

    label: Text
    option: Label | None = None
    load_balanced: StrictBool
    needs: Text | None = None
    single_instance: StrictBool
    failure: Text
    time: Quantity
    downtime: StrictBool
    dns_change: StrictBool
    rollback: Text
    target: Literal["existing instances", "new instances", "new and existing instances"]
    see: PageRef
    title: Text
    description: Text
    steps: tuple[Step, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _validate_consistency(self) -> DeploymentMethod:
        if self.downtime != any(step.serving == 0 for step in self.steps):
            hint = "expected a step with no serving instance if and only if downtime is true"
            raise fault(f"downtime and the steps disagree, {hint}")
        for index, step in enumerate(self.steps):
            if (total := sum(batch.traffic for batch in step.batches)) not in (0, 100):
                raise fault(f"the shares of traffic add up to {total}, expected 100 or 0", "steps", index)
        states = {state for step in self.steps for batch in step.batches for state in batch.instances}
        targets = [target for target, state in (("new", "starting"), ("existing", "updating")) if state in states]
        if f"{' and '.join(targets)} instances" != self.target:
            hint = "expected what the steps show: updating or starting instances"
            raise fault(f"target and the steps disagree, {hint}")
        return self
