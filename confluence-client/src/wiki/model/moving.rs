//! Moving, copying and archiving pages.

use crate::ids::{ContentId, SpaceKey};
use crate::wiki::model::located::{Located, Location};

/// The place that a page is moved to, relative to another page.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::Position;
///
/// wiki.move_page("111", Position::Below("98765".into())).await?;
/// wiki.move_page("222", Position::After("111".into())).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Position {
    /// Before it, under the same parent.
    Before(ContentId),
    /// After it, under the same parent.
    After(ContentId),
    /// Under it, as the last of its children.
    Below(ContentId),
}

/// Options of a page copy, for [`Wiki::copy_page`](crate::Wiki::copy_page).
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::PageCopy;
///
/// let copy = PageCopy::below("98765").title("Minutes of Monday").attachments(false);
/// let page = wiki.copy_page("111", copy).await?;
/// println!("{}", page.id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a page is copied by `Wiki::copy_page`"]
pub struct PageCopy {
    pub(in crate::wiki) to: Destination,
    pub(in crate::wiki) title: Option<String>,
    pub(in crate::wiki) attachments: bool,
    pub(in crate::wiki) labels: bool,
    pub(in crate::wiki) properties: bool,
    pub(in crate::wiki) restrictions: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::wiki) enum Destination {
    Below(ContentId),
    Space(SpaceKey),
}

impl PageCopy {
    /// Under another page, with attachments and labels.
    pub fn below(parent: impl Into<ContentId>) -> Self {
        Self::to(Destination::Below(parent.into()))
    }

    /// Into a space, with attachments and labels.
    pub fn into_space(space: impl Into<SpaceKey>) -> Self {
        Self::to(Destination::Space(space.into()))
    }

    fn to(to: Destination) -> Self {
        Self { to, title: None, attachments: true, labels: true, properties: false, restrictions: None }
    }

    /// The title of the copy; `Copy of ..` by default.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Whether the files come along.
    pub fn attachments(mut self, attachments: bool) -> Self {
        self.attachments = attachments;
        self
    }

    /// Whether the labels come along; on Data Center those that everybody sees, and not the caller's own (`my:`).
    pub fn labels(mut self, labels: bool) -> Self {
        self.labels = labels;
        self
    }

    /// Whether the properties come along; Cloud only.
    pub fn properties(mut self, properties: bool) -> Self {
        self.properties = properties;
        self
    }

    /// Whether the restrictions come along: who may read and change the page, as set on itself, and who may read it by
    /// pages above it that do not lie above the copy. Who says nothing is refused a copy of what not everybody may read and
    /// change.
    ///
    /// On Data Center the copy has them before it has its body. So it has on Cloud where they are those of the page itself;
    /// what pages above it restrict is set on the copy as soon as it is there.
    pub fn restrictions(mut self, restrictions: bool) -> Self {
        self.restrictions = Some(restrictions);
        self
    }
}

/// Options of a copy of a whole page tree, for [`Wiki::copy_tree`](crate::Wiki::copy_tree); Cloud only.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use std::time::Duration;
///
/// use confluence_client::wiki::TreeCopy;
///
/// let task = wiki.copy_tree("111", TreeCopy::below("98765").prefix("2027: ")).await?;
/// wiki.wait_for_task(task, Duration::from_secs(300)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a tree is copied by `Wiki::copy_tree`"]
pub struct TreeCopy {
    pub(in crate::wiki) below: ContentId,
    pub(in crate::wiki) prefix: Option<String>,
    pub(in crate::wiki) replace: Option<(String, String)>,
    pub(in crate::wiki) attachments: bool,
    pub(in crate::wiki) labels: bool,
    pub(in crate::wiki) properties: bool,
    pub(in crate::wiki) restrictions: Option<bool>,
}

impl TreeCopy {
    /// Under another page, with attachments and labels. In the same space the titles have to differ.
    pub fn below(parent: impl Into<ContentId>) -> Self {
        Self {
            below: parent.into(),
            prefix: None,
            replace: None,
            attachments: true,
            labels: true,
            properties: false,
            restrictions: None,
        }
    }

    /// What goes in front of each title.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// What is replaced in each title, and by what.
    pub fn replace(mut self, search: impl Into<String>, by: impl Into<String>) -> Self {
        self.replace = Some((search.into(), by.into()));
        self
    }

    /// Whether properties and restrictions come along.
    pub fn with_everything(mut self) -> Self {
        self.properties = true;
        self.restrictions = Some(true);
        self
    }

    /// Whether the files come along.
    pub fn attachments(mut self, attachments: bool) -> Self {
        self.attachments = attachments;
        self
    }

    /// Whether the labels come along.
    pub fn labels(mut self, labels: bool) -> Self {
        self.labels = labels;
        self
    }

    /// Whether the restrictions of each page come along, which they do where nothing is said. Then a copy of a tree whose
    /// topmost page not everybody may read and change is refused, until this says whether they are to.
    pub fn restrictions(mut self, restrictions: bool) -> Self {
        self.restrictions = Some(restrictions);
        self
    }
}

impl Position {
    /// The page that the place is told by.
    pub(in crate::wiki) fn target(&self) -> &ContentId {
        let (Self::Before(target) | Self::After(target) | Self::Below(target)) = self;
        target
    }
}

/// A page on its way.
pub(in crate::wiki) struct Move {
    pub(in crate::wiki) page: ContentId,
    pub(in crate::wiki) to: Position,
}

impl Located for Move {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::content(&self.page), Location::content(self.to.target())]
    }

    fn identity(&self) -> Option<&str> {
        Some(self.page.as_str())
    }
}

impl PageCopy {
    /// The page that the copy goes below, where it is told by one.
    pub(in crate::wiki) fn parent(&self) -> Option<&ContentId> {
        match &self.to {
            Destination::Below(parent) => Some(parent),
            Destination::Space(_) => None,
        }
    }
}

/// A copy lies where it is made; what is copied is cleared for itself.
impl Located for PageCopy {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![match &self.to {
            Destination::Below(parent) => Location::content(parent),
            Destination::Space(space) => Location::Space(Some(space)),
        }]
    }
}

impl Located for TreeCopy {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::content(&self.below)]
    }
}
