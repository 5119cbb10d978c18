//! Labels: read here; written by [`v1`](crate::v1).

use crate::declare::{endpoints, owners};
use crate::ids::{AttachmentId, BlogPostId, CustomContentId, LabelId, PageId, SpaceId};
use crate::models::{Label, LabelPrefix, Sort};
use crate::wire::paging::Paged;

owners! {
    /// What carries labels.
    pub enum LabelOwner {
        Attachment(AttachmentId) = "attachments",
        BlogPost(BlogPostId) = "blogposts",
        CustomContent(CustomContentId) = "custom-content",
        Page(PageId) = "pages",
        Space(SpaceId) = "spaces",
    }
}

endpoints! { V2:
    /// Lists the labels of the site.
    fn list() -> Paged<Label> = GetLabels: GET "/labels" paged Cursor needs granular ["read:label:confluence"] {
        /// Only these labels.
        label_id: Vec<LabelId>,
        /// Only labels of these prefixes.
        prefix: Vec<LabelPrefix>,
        /// The order: by date, id or name.
        sort: Sort ["created-date", "-created-date", "id", "-id", "name", "-name"],
    }

    /// Lists the labels of a piece of content or of a space.
    fn of(owner: LabelOwner) -> Paged<Label> = GetLabelsOf: GET "/{owner}/labels" paged Cursor {
        /// Only labels of this prefix; spaces know `my` and `team`.
        prefix: LabelPrefix ["my", "team", "global", "system"],
        /// The order: by date, id or name.
        sort: Sort ["created-date", "-created-date", "id", "-id", "name", "-name"],
    } for owner: LabelOwner {
        Attachment "attachments" "getAttachmentLabels" needs granular ["read:attachment:confluence"];
        BlogPost "blogposts" "getBlogPostLabels" needs granular ["read:page:confluence"];
        CustomContent "custom-content" "getCustomContentLabels" needs granular ["read:custom-content:confluence"];
        Page "pages" "getPageLabels" needs granular ["read:page:confluence"];
        Space "spaces" "getSpaceLabels" needs granular ["read:space:confluence"];
    }

    /// Lists the labels of all content in a space.
    fn in_space(id: SpaceId) -> Paged<Label> = GetSpaceContentLabels: GET "/spaces/{id}/content/labels" paged Cursor
        needs granular ["read:space:confluence"]
    {
        /// Only labels of this prefix: `my` or `team`.
        prefix: LabelPrefix ["my", "team"],
        /// The order: by date, id or name.
        sort: Sort ["created-date", "-created-date", "id", "-id", "name", "-name"],
    }
}
