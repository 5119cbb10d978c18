//! Pages and blog posts: creating, replacing, renaming, drafts.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, ContentType};
use crate::wiki::model::content::Page;
use crate::wiki::model::located::{Located, Location};
use crate::wiki::model::space_ref::check_key;

/// The longest title that either service takes, in characters.
pub(crate) const LONGEST_TITLE: usize = 255;

/// Refuses a title that no deployment takes, before anything is sent. A draft may be without one.
pub(in crate::wiki) fn check_title(title: &str, draft: bool, operation: &'static str) -> Result<()> {
    let said = match title.chars().count() {
        _ if !draft && title.trim().is_empty() => "a page needs a title".to_owned(),
        long if long > LONGEST_TITLE => {
            format!("the title has {long} characters, and the maximum is {LONGEST_TITLE}")
        }
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Invalid, operation).with_message(said))
}

/// A page or blog post to create, for [`Wiki::create_page`](crate::Wiki::create_page).
///
/// Its body is in the storage format; how a page is made of Markdown, with the notes for its author, is shown
/// [among the usual jobs](crate::Wiki#a-page-of-markdown).
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::NewPage;
///
/// let new = NewPage::new("DOCS", "Release notes").parent("98765").storage("<p>Nothing yet.</p>");
/// let page = wiki.create_page(new).await?;
/// println!("{}", page.url.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a page is created by `Wiki::create_page`"]
pub struct NewPage {
    pub(in crate::wiki) kind: ContentType,
    pub(in crate::wiki) space: SpaceKey,
    pub(in crate::wiki) title: String,
    pub(in crate::wiki) storage: String,
    pub(in crate::wiki) parent: Option<ContentId>,
    pub(in crate::wiki) draft: bool,
}

impl NewPage {
    /// A page of this title in a space, below the space's home page.
    pub fn new(space: impl Into<SpaceKey>, title: impl Into<String>) -> Self {
        Self {
            kind: ContentType::Page,
            space: space.into(),
            title: title.into(),
            storage: String::new(),
            parent: None,
            draft: false,
        }
    }

    /// A blog post in place of a page.
    pub fn blog_post(mut self) -> Self {
        self.kind = ContentType::BlogPost;
        self
    }

    /// Its body in the storage format. Markdown becomes that by
    /// [`to_storage`](crate::Wiki#a-page-of-markdown); here it would be stored as the text that it is.
    pub fn storage(mut self, storage: impl Into<String>) -> Self {
        self.storage = storage.into();
        self
    }

    /// What it goes under: a page, or on Cloud a folder. It becomes the last there; [`Wiki::move_page`](crate::Wiki::move_page) puts it before or
    /// after another, on Cloud.
    pub fn parent(mut self, parent: impl Into<ContentId>) -> Self {
        self.parent = Some(parent.into());
        self
    }

    /// Creates a draft, which only its author sees until [`Wiki::publish_draft`](crate::Wiki::publish_draft).
    pub fn draft(mut self) -> Self {
        self.draft = true;
        self
    }

    /// Refuses what no deployment has, and would leave out without a word.
    pub(in crate::wiki) fn check(&self) -> Result<()> {
        check_key(&self.space, "create_page")?;
        check_title(&self.title, self.draft, "create_page")?;
        match (&self.kind, &self.parent) {
            (ContentType::BlogPost, Some(_)) => Err(Error::new(ErrorKind::Invalid, "create_page")
                .with_message("a blog post lies under no page: leave the parent out")),
            _ => Ok(()),
        }
    }

    pub(in crate::wiki) fn status(&self) -> ContentStatus {
        if self.draft { ContentStatus::Draft } else { ContentStatus::Current }
    }
}

/// The next version of a page or blog post, for [`Wiki::update_page`](crate::Wiki::update_page).
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::PageUpdate;
///
/// let page = wiki.page("98765").await?;
/// let body = page.storage.clone().unwrap_or_default() + "<p>One more.</p>";
/// let next = wiki.update_page(PageUpdate::of(&page).storage(body).message("One more")).await?;
/// assert_eq!(next.version.number, page.version.number + 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a page is updated by `Wiki::update_page`"]
pub struct PageUpdate {
    pub(in crate::wiki) id: ContentId,
    pub(in crate::wiki) kind: Option<ContentType>,
    /// What it is so far, and what it is to be.
    pub(in crate::wiki) from: ContentStatus,
    pub(in crate::wiki) to: ContentStatus,
    pub(in crate::wiki) version: u64,
    pub(in crate::wiki) title: String,
    pub(in crate::wiki) storage: Option<String>,
    pub(in crate::wiki) message: Option<String>,
    /// Where it goes, on Data Center, which moves pages by updates.
    pub(in crate::wiki) parent: Option<ContentId>,
    pub(in crate::wiki) space: Option<SpaceKey>,
}

impl PageUpdate {
    /// Replaces title and body of a page that has this version; if it has another by then, the update is a
    /// `Conflict`.
    pub fn new(
        id: impl Into<ContentId>,
        version: u64,
        title: impl Into<String>,
        storage: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            kind: None,
            from: ContentStatus::Current,
            to: ContentStatus::Current,
            version,
            title: title.into(),
            storage: Some(storage.into()),
            message: None,
            parent: None,
            space: None,
        }
    }

    /// Starts from a page as it was read; what is not set stays.
    pub fn of(page: &Page) -> Self {
        Self {
            id: page.id.clone(),
            kind: Some(page.kind.clone()),
            from: page.status.clone(),
            to: page.status.clone(),
            version: page.version.number,
            title: page.title.clone(),
            storage: page.storage.clone(),
            message: None,
            parent: None,
            space: None,
        }
    }

    /// Its title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Its body in the storage format. Markdown becomes that by [`to_storage`](crate::Wiki#a-page-of-markdown);
    /// [`Wiki::edit`](crate::Wiki::edit) takes Markdown, and keeps what does not change.
    pub fn storage(mut self, storage: impl Into<String>) -> Self {
        self.storage = Some(storage.into());
        self
    }

    /// The version message.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Makes it current, whatever it was.
    pub(in crate::wiki) fn made_current(self) -> Self {
        Self { to: ContentStatus::Current, ..self }
    }

    pub(in crate::wiki) fn is_draft(&self) -> bool {
        self.to == ContentStatus::Draft
    }

    /// The number to send: drafts are always version 1.
    pub(in crate::wiki) fn number(&self) -> u64 {
        if self.is_draft() { 1 } else { self.version.saturating_add(1) }
    }
}

impl Located for NewPage {
    fn locations(&self) -> Vec<Location<'_>> {
        let parent = self.parent.iter().map(Location::content);
        std::iter::once(Location::Space(Some(&self.space))).chain(parent).collect()
    }
}

impl Located for PageUpdate {
    fn locations(&self) -> Vec<Location<'_>> {
        let parent = self.parent.iter().map(Location::content);
        let space = self.space.iter().map(|space| Location::Space(Some(space)));
        std::iter::once(Location::content(&self.id)).chain(parent).chain(space).collect()
    }

    fn identity(&self) -> Option<&str> {
        Some(self.id.as_str())
    }
}
