//! Labels of spaces. Atlassian calls these operations experimental.

use crate::declare::endpoints;
use crate::ids::SpaceKey;
use crate::models::LabelPrefix;
use crate::models::v1::{Label, NewLabel};
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Lists the labels of a space.
    fn list(space: SpaceKey) -> Paged<Label> = GetLabelsForSpace: GET "/space/{space}/label" paged Start
        needs granular ["read:label:confluence"] or classic ["read:confluence-space.summary"]
    {
        /// Only labels of this prefix: `global`, `my` or `team`.
        prefix: LabelPrefix ["global", "my", "team"],
    }

    /// Adds labels to a space.
    fn add(space: SpaceKey) -> Paged<Label> = AddLabelsToSpace: POST "/space/{space}/label" <- (Vec<NewLabel>)
        needs granular ["read:label:confluence", "write:label:confluence"]
            or classic ["write:confluence-space"]

    /// Removes a label from a space.
    fn remove(space: SpaceKey)[name: String] -> () = DeleteLabelFromSpace: DELETE "/space/{space}/label"
        needs granular ["write:label:confluence"] or classic ["write:confluence-space"]
    {
        /// Whose the label is.
        prefix: LabelPrefix,
    }
}
