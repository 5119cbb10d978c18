//! Labels, and what carries them.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{ContentId, LabelId};
use crate::models::LabelPrefix;
use crate::wire::paging::Paged;

use super::Links;
use super::either::Row;

open_enums! {
    /// What carries a label.
    pub enum LabeledType {
        /// A page.
        Page = "page",
        /// A blog post.
        BlogPost = "blogpost",
        /// An attachment.
        Attachment = "attachment",
        /// A template.
        PageTemplate = "page_template",
    }
}

models! {
    /// A label.
    pub struct Label {
        /// Its id.
        id: Option<LabelId>,
        /// Its name.
        name: String = default,
        /// Whose it is.
        prefix: Option<LabelPrefix>,
        /// Its name as people write it, with the prefix unless that is `global`.
        label: Option<String>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// A label with what carries it.
    pub struct LabelDetails {
        /// The label.
        label: Option<Label>,
        /// What carries it, one page of the list.
        associated_contents: Option<Paged<LabeledContent>> = default,
    }

    /// Something that carries a label.
    pub struct LabeledContent {
        /// What it is.
        content_type: Option<LabeledType>,
        /// Its id.
        content_id: Option<ContentId>,
        /// Its title.
        title: Option<String>,
    }
}

impl Row for Label {
    /// Data Center writes labels by name alone in places.
    fn of_text(text: &str) -> Option<Self> {
        let name = text.to_owned();
        Some(Self { id: None, name, prefix: None, label: None, links: Links::default() })
    }
}

bodies! {
    /// A label to put on something.
    pub struct NewLabel(
        /// `prefix` says whose the label is, mostly `global`; `name` is without spaces.
        prefix: LabelPrefix,
        name: String,
    )
}

impl NewLabel {
    /// A label for everybody.
    pub fn global(name: impl Into<String>) -> Self {
        Self::new(LabelPrefix::Global, name.into())
    }
}
