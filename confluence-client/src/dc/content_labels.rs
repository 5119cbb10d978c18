//! Labels of content.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::LabelPrefix;
use crate::models::v1::{Label, NewLabel};
use crate::wire::paging::Paged;

endpoints! { DataCenter:
    /// Lists the labels of a piece of content.
    fn list(content: ContentId) -> Paged<Label> = LabelsOfContent("labels"): GET "/content/{content}/label"
        paged Start
    {
        /// Only labels of these prefixes.
        prefix: Vec<LabelPrefix>,
    }

    /// Adds labels to a piece of content.
    fn add(content: ContentId) -> Paged<Label> = AddLabels: POST "/content/{content}/label" <- (Vec<NewLabel>)

    /// Removes a label from a piece of content, whatever its name looks like.
    fn remove_named(content: ContentId)[name: String] -> () = DeleteLabelNamed("deleteLabelWithQueryParam"):
        DELETE "/content/{content}/label"

    /// Removes a label from a piece of content; a name with a slash needs [`remove_named`].
    fn remove(content: ContentId, label: String) -> () = DeleteLabel:
        DELETE "/content/{content}/label/{label}"
}
