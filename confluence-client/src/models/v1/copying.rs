//! Pages to copy, archive and publish.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{ContentId, PageId, SpaceKey};
use crate::models::{ContentStatus, ContentType, NewBody};
use crate::operation::describe::{Described, Kind};
use crate::wire::values::Arg;

open_enums! {
    /// Where a page goes, relative to another one.
    pub enum MovePosition {
        /// Before it, under the same parent.
        Before = "before",
        /// After it, under the same parent.
        After = "after",
        /// Under it, as the last of its children.
        Append = "append",
    }

    /// Where a copy goes.
    pub enum CopyDestinationType {
        /// To the root of a space, by its key.
        Space = "space",
        /// In place of a page.
        ExistingPage = "existing_page",
        /// Under a page.
        ParentPage = "parent_page",
        /// Under a piece of content, such as a folder.
        ParentContent = "parent_content",
    }
}

models! {
    /// A page that was moved.
    pub struct MovedPage {
        /// Its id.
        page_id: Option<PageId>,
    }
}

bodies! {
    /// How to copy a page.
    pub struct PageCopy(
        /// Where the copy goes.
        destination: CopyDestination,
    ) {
        /// The title of the copy.
        page_title: String,
        /// The body of the copy, where it is another one.
        body: CopiedBody,
        /// Whether the attachments come along.
        copy_attachments: bool,
        /// Whether the restrictions come along.
        copy_permissions: bool,
        /// Whether the properties come along.
        copy_properties: bool,
        /// Whether the labels come along.
        copy_labels: bool,
        /// Whether the custom content comes along.
        copy_custom_contents: bool,
    }

    /// Where a copy goes.
    pub struct CopyDestination(
        /// `value` is a key or an id, as `kind` says.
        kind: CopyDestinationType as "type",
        value: String,
    )

    /// The body of a copy.
    pub struct CopiedBody {
        /// In the storage format.
        storage: NewBody,
        /// As the new editor has it.
        editor2: NewBody,
    }

    /// How to copy a page with all that lies under it.
    pub struct PageTreeCopy(
        /// The page that the copy goes under.
        destination_page_id: ContentId,
    ) {
        /// How the titles of the copies differ.
        title_options: CopiedTitles,
        /// Whether what lies under the page comes along.
        copy_descendants: bool,
        /// Whether the attachments come along.
        copy_attachments: bool,
        /// Whether the restrictions come along.
        copy_permissions: bool,
        /// Whether the properties come along.
        copy_properties: bool,
        /// Whether the labels come along.
        copy_labels: bool,
        /// Whether the custom content comes along.
        copy_custom_contents: bool,
    }

    /// How the titles of copies differ.
    pub struct CopiedTitles {
        /// What goes in front.
        prefix: String,
        /// What is replaced.
        search: String,
        /// By what.
        replace: String,
    }

    /// Pages to put aside, at most 300.
    pub struct PagesToArchive(
        /// The pages.
        pages: Vec<PageToArchive>,
    )

    /// A page to put aside.
    pub struct PageToArchive(
        /// The page.
        id: NumericId,
    )

    /// The page that a draft becomes.
    pub struct PublishedDraft(
        /// `version` is 1.
        version: DraftVersion,
        title: String,
        kind: ContentType as "type" ["page"],
    ) {
        /// Where it stands in its life.
        status: ContentStatus ["current"],
        /// Its space.
        space: SpaceRef,
        /// The page that it goes under, alone in the list.
        ancestors: Vec<AncestorRef>,
    }

    /// The first version of a page.
    pub struct DraftVersion(
        /// 1.
        number: u64,
    )

    /// A space, by key.
    pub struct SpaceRef(
        /// Its key.
        key: SpaceKey,
    )

    /// A parent, by id.
    pub struct AncestorRef(
        /// Its id.
        id: ContentId,
    )
}

impl CopyDestination {
    /// To the root of a space.
    pub fn space(key: impl Into<SpaceKey>) -> Self {
        Self::new(CopyDestinationType::Space, key.into().to_string())
    }

    /// Under a page.
    pub fn parent_page(id: impl Into<ContentId>) -> Self {
        Self::new(CopyDestinationType::ParentPage, id.into().to_string())
    }
}

impl PagesToArchive {
    /// These pages.
    pub fn of(pages: impl IntoIterator<Item = impl Into<ContentId>>) -> Self {
        let pages = pages.into_iter().map(|id| PageToArchive::new(NumericId(id.into())));
        Self::new(pages.collect::<Vec<_>>())
    }
}

/// An id that the service takes as a number only.
#[derive(Clone, Debug, PartialEq)]
pub struct NumericId(ContentId);

impl serde::Serialize for NumericId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_str().parse::<u64>() {
            Ok(number) => serializer.serialize_u64(number),
            Err(_) => serializer.serialize_str(self.0.as_str()),
        }
    }
}

impl Described for NumericId {
    const KIND: Kind = Kind::Integer;
}

impl Arg<Self> for NumericId {
    fn into_arg(self) -> Self {
        self
    }
}

#[cfg(feature = "unstable")]
impl crate::declare::sample::Sample for NumericId {
    fn sample(index: usize) -> Self {
        Self((index as u64 + 1).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_archived_by_number() {
        let body = serde_json::to_string(&PagesToArchive::of(["12", "13"])).unwrap();
        assert_eq!(body, r#"{"pages":[{"id":12},{"id":13}]}"#);
    }
}
