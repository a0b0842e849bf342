"""Tasks in the simulator: what clients set is given back, and status and percentage go together."""

import pytest

from tests.simulator.asking import Answer, Asking, item_id, without_key


@pytest.fixture
def asking() -> Asking:
    return Asking()


def create(asking: Asking, task: str, folder: str = "") -> Answer:
    target = folder and f'<m:SavedItemFolderId><t:DistinguishedFolderId Id="{folder}"/></m:SavedItemFolderId>'
    return asking.ews(f"<m:CreateItem>{target}<m:Items><t:Task>{task}</t:Task></m:Items></m:CreateItem>")


def made(asking: Asking, task: str) -> str:
    answer = create(asking, task)
    assert answer.code == "NoError"
    return item_id(answer)


def change(asking: Asking, handle: str, name: str, value: str, at: float = 0.0) -> Answer:
    return asking.ews(
        '<m:UpdateItem ConflictResolution="AlwaysOverwrite"><m:ItemChanges><t:ItemChange>'
        f'{without_key(handle)}<t:Updates><t:SetItemField><t:FieldURI FieldURI="task:{name}"/>'
        f"<t:Task><t:{name}>{value}</t:{name}></t:Task></t:SetItemField></t:Updates>"
        "</t:ItemChange></m:ItemChanges></m:UpdateItem>",
        at,
    )


def shown(asking: Asking, handle: str) -> dict[str, str]:
    task = asking.get(without_key(handle)).all(".//t:Task")[0]
    return {element.tag.rpartition("}")[2]: element.text or "" for element in task}


def test_a_task_is_given_back_as_it_was_set_with_times_in_utc(asking: Asking) -> None:
    handle = made(
        asking,
        '<t:Subject>Paint</t:Subject><t:Body BodyType="Text">Two coats</t:Body>'
        "<t:Importance>High</t:Importance>"
        "<t:DueDate>2026-02-03T10:00:00+02:00</t:DueDate><t:StartDate>2026-02-01T00:00:00Z</t:StartDate>"
        "<t:TotalWork>120</t:TotalWork>",
    )
    found = shown(asking, handle)
    assert (found["Subject"], found["Body"], found["Importance"]) == ("Paint", "Two coats", "High")
    assert (found["DueDate"], found["TotalWork"]) == ("2026-02-03T08:00:00Z", "120")
    assert (found["Status"], found["PercentComplete"], found["IsComplete"]) == ("NotStarted", "0", "false")
    assert (found["ItemClass"], found["StatusDescription"]) == ("IPM.Task", "Not Started")


@pytest.mark.parametrize(
    ("name", "value", "status", "percent", "complete"),
    [
        ("Status", "Completed", "Completed", "100", "true"),
        ("PercentComplete", "100", "Completed", "100", "true"),
        ("PercentComplete", "99.5", "InProgress", "99.5", "false"),
        ("PercentComplete", "0", "NotStarted", "0", "false"),
        ("Status", "Deferred", "Deferred", "0", "false"),
    ],
)
def test_status_and_percentage_follow_each_other(
    asking: Asking, name: str, value: str, status: str, percent: str, complete: str
) -> None:
    handle = made(asking, "<t:Status>InProgress</t:Status>")
    assert change(asking, handle, name, value).code == "NoError"
    found = shown(asking, handle)
    assert (found["Status"], found["PercentComplete"], found["IsComplete"]) == (status, percent, complete)
    assert ("CompleteDate" in found) is (complete == "true")


def test_a_task_that_is_taken_up_again_has_no_date_of_completion(asking: Asking) -> None:
    handle = made(asking, "<t:PercentComplete>100</t:PercentComplete>")
    assert shown(asking, handle)["CompleteDate"] == "2026-01-05T00:00:00Z"
    change(asking, handle, "Status", "InProgress")
    found = shown(asking, handle)
    assert "CompleteDate" not in found
    assert (found["PercentComplete"], found["ChangeCount"]) == ("0", "2")


@pytest.mark.parametrize("percent", ["100.5", "-1"])
def test_there_is_no_such_percentage(asking: Asking, percent: str) -> None:
    handle = made(asking, "")
    assert change(asking, handle, "PercentComplete", percent).code == "ErrorInvalidPercentCompleteValue"


def test_a_recurrence_is_kept(asking: Asking) -> None:
    daily = (
        "<t:Recurrence><t:DailyRecurrence><t:Interval>2</t:Interval></t:DailyRecurrence>"
        "<t:NoEndRecurrence><t:StartDate>2026-02-01Z</t:StartDate></t:NoEndRecurrence></t:Recurrence>"
    )
    handle = made(asking, daily)
    assert asking.get(handle).text(".//t:Recurrence/t:DailyRecurrence/t:Interval") == "2"
    assert shown(asking, handle)["IsRecurring"] == "true"


def test_deleting_a_task_says_which_occurrences(asking: Asking) -> None:
    handle = made(asking, "")

    def delete(more: str) -> str:
        ids = f"<m:ItemIds>{handle}</m:ItemIds>"
        return asking.ews(f'<m:DeleteItem DeleteType="HardDelete"{more}>{ids}</m:DeleteItem>').code

    assert delete("") == "ErrorAffectedTaskOccurrencesRequired"
    assert delete(' AffectedTaskOccurrences="AllOccurrences"') == "NoError"
    assert asking.get(handle).code == "ErrorItemNotFound"


def test_a_task_belongs_into_a_tasks_folder(asking: Asking) -> None:
    assert create(asking, "", "calendar").code == "ErrorCannotCreateTaskInNonTaskFolder"


def test_tasks_are_sorted_by_when_they_are_due(asking: Asking) -> None:
    for day in (3, 1, 2):
        made(asking, f"<t:Subject>{day}</t:Subject><t:DueDate>2026-02-0{day}T00:00:00Z</t:DueDate>")
    order = (
        '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="task:DueDate"/></t:FieldOrder>'
        "</m:SortOrder>"
    )
    assert asking.find("tasks", base="Default", more=order).texts(".//t:Subject") == ["1", "2", "3"]
