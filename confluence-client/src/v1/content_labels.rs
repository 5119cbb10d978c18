//! Labels of content: putting them on and taking them off; they are read by [`v2`](crate::v2::labels).

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::v1::{Label, NewLabel};
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Adds labels to a piece of content.
    fn add(content: ContentId) -> Paged<Label> = AddLabelsToContent: POST "/content/{content}/label"
        <- (Vec<NewLabel>)
        needs granular ["read:label:confluence", "write:label:confluence"]
            or classic ["write:confluence-content"]

    /// Removes a label from a piece of content, whatever its name looks like.
    fn remove_named(content: ContentId)[name: String] -> () = RemoveLabelFromContentUsingQueryParameter:
        DELETE "/content/{content}/label"
        needs granular ["write:label:confluence"] or classic ["write:confluence-content"]

    /// Removes a label from a piece of content; a name with a slash needs [`remove_named`].
    fn remove(content: ContentId, label: String) -> () = RemoveLabelFromContent:
        DELETE "/content/{content}/label/{label}"
        needs granular ["write:label:confluence"] or classic ["write:confluence-content"]
}
