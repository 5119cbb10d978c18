//! Labels: read here; written by v1.

use crate::Paged;
use crate::declare::{endpoints, owners};
use crate::ids::{AttachmentId, BlogPostId, CustomContentId, PageId, SpaceId};
use crate::models::Label;

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
    /// Lists the labels of a piece of content or of a space.
    fn of(owner: LabelOwner) -> Paged<Label> = GetLabelsOf: GET "/{owner}/labels" paged Cursor {
        /// Only labels of this prefix: `my`, `team`, `global`, `system`.
        prefix: String,
        /// The order, such as `-name`.
        sort: String,
    } for owner: LabelOwner {
        Attachment "attachments" "getAttachmentLabels" needs granular ["read:attachment:confluence"];
        BlogPost "blogposts" "getBlogPostLabels" needs granular ["read:page:confluence"];
        CustomContent "custom-content" "getCustomContentLabels" needs granular ["read:custom-content:confluence"];
        Page "pages" "getPageLabels" needs granular ["read:page:confluence"];
        Space "spaces" "getSpaceLabels" needs granular ["read:space:confluence"];
    }
}
