//! Edits of pages that touch only what they mean, sent without losing anybody's work.

use crate::content::{
    AllowLoss, Content, ContentError, ContentErrorKind, Document, Edit, Edited, Loss, Note, ReadOptions,
    ThreeWay, WriteOptions, of_call, offload, three_way_merge,
};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::ContentStatus;
use crate::quoted::Quoted;
use crate::wiki::Wiki;
use crate::wiki::model::content::Page;
use crate::wiki::model::publishing::{PageUpdate, check_title};
use crate::wiki::policy::ClearedWrite;

use editable::{bodiless, editable, whole};

mod conflict;
mod editable;

pub use conflict::MergeConflict;

/// How often an edit is merged with what somebody else wrote meanwhile before it is given up.
const MERGES: u32 = 3;

/// How many of those who are mentioned are looked up by one request on either deployment.
const MOST_NAMED: usize = 50;

/// Edits a page or blog post: replaces text, sections or blocks, and keeps every other byte as it is.
///
/// What it changes is worked out on the storage format of one version; nothing is sent before [`PageEdit::send`].
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// let edit = wiki.edit("98765").replace_text("2025", "2026").append("Checked by *Ada*.").message("New year");
/// println!("{}", edit.dry_run().await?.diff);
/// let edited = edit.send().await?;
/// println!("now at version {}", edited.page.version.number);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "an edit does nothing until it is sent"]
pub struct PageEdit {
    wiki: Wiki,
    id: ContentId,
    edits: Vec<Edit>,
    version: Option<u64>,
    title: Option<String>,
    message: Option<String>,
    allow: AllowLoss,
}

/// The result of [`PageEdit::dry_run`]: what an edit would make of a page.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Preview {
    /// The version that was edited.
    pub version: u64,
    /// Somebody else's version, as the page is now, that the edit would be merged with.
    pub merged_with: Option<u64>,
    /// The new title, if the page would get another one than it has.
    pub title: Option<String>,
    /// The new body in the storage format.
    pub storage: String,
    /// What the page holds now and would lose, what was deleted on purpose aside.
    pub losses: Vec<Loss>,
    /// What of the new Markdown was left out, written as text, or understood as something else than it says.
    pub notes: Vec<Note>,
    /// The changed places: lines with `-` are Markdown of the page, lines with `+` what comes in their place.
    pub diff: String,
    /// Whether the page stays as it is.
    #[cfg_attr(not(feature = "sql"), expect(dead_code, reason = "SQL leaves such rows out"))]
    pub(crate) is_same: bool,
}

/// The result of [`PageEdit::send`]: what an edit made of a page.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EditedPage {
    /// The page as the service has it now, without its body where the service could not be asked what it stored.
    pub page: Page,
    /// Whether anything was written; an edit that changes nothing makes no version.
    pub changed: bool,
    /// Somebody else's version that the edit was merged with.
    pub merged_with: Option<u64>,
    /// What was sent, and the service did not store.
    pub dropped: Vec<Loss>,
    /// What of the new Markdown was left out, written as text, or understood as something else than it says.
    pub notes: Vec<Note>,
    /// The changed places: lines with `-` are Markdown of the page as it was before it was written, lines with `+` what
    /// came in their place.
    pub diff: String,
}

impl Wiki {
    /// Edits a page or blog post; [`PageEdit::send`] writes it.
    pub fn edit(&self, page: impl Into<ContentId>) -> PageEdit {
        PageEdit {
            wiki: self.clone(),
            id: page.into(),
            edits: Vec::new(),
            version: None,
            title: None,
            message: None,
            allow: AllowLoss::none(),
        }
    }
}

impl PageEdit {
    /// Adds a change of any kind. All changes are worked out on the page as it is before the first.
    pub fn change(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    /// Adds changes of any kind.
    pub fn changes(mut self, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.edits.extend(edits);
        self
    }

    /// Replaces text that occurs once.
    pub fn replace_text(self, find: impl Into<String>, replace: impl Into<String>) -> Self {
        self.change(Edit::replace_text(find, replace))
    }

    /// Replaces what is under a heading, which stays.
    pub fn replace_section(self, heading: impl Into<String>, content: impl Into<Content>) -> Self {
        self.change(Edit::replace_section(heading, content))
    }

    /// Adds at the end.
    pub fn append(self, content: impl Into<Content>) -> Self {
        self.change(Edit::append(content))
    }

    /// Adds at the beginning.
    pub fn prepend(self, content: impl Into<Content>) -> Self {
        self.change(Edit::prepend(content))
    }

    /// Replaces the page by Markdown that was made of it; blocks that read the same keep their bytes.
    pub fn markdown(self, markdown: impl Into<String>) -> Self {
        self.change(Edit::page_markdown(markdown))
    }

    /// Replaces the page by storage format.
    pub fn storage(self, storage: impl Into<String>) -> Self {
        self.change(Edit::page_storage(storage))
    }

    /// Says which version the changes are meant for, where they use its handles or were made of its Markdown. What
    /// others wrote since is merged.
    pub fn at_version(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// Gives the page another title as well.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// What the history says of the change.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Allows kinds of content to be lost.
    pub fn allow(mut self, allow: AllowLoss) -> Self {
        self.allow = allow;
        self
    }

    /// Works out what the edit would make of the page as it is now, and sends nothing. As when it is sent, an edit of an
    /// older version is merged with what others wrote since.
    ///
    /// # Errors
    /// `Invalid` for changes that do not fit the page; `Conflict` if somebody else changed the same blocks since the
    /// version that is edited, with [`MergeConflict`] as its source, or gave the page another title than this edit does;
    /// `Policy` for a page of a space that may not be written; otherwise as [`Wiki::page`].
    pub async fn dry_run(&self) -> Result<Preview> {
        let now = self.now().await?;
        let base = self.base(now.clone()).await?;
        let Edited { mut storage, losses, notes, mut diff } = self.edited(&base).await?;
        let title = self.new_title(&base, &now)?.map(str::to_owned);
        let version = base.version.number;
        let merged_with = (now.version.number != version).then_some(now.version.number);
        if merged_with.is_some() {
            storage = merge(&base, &storage, &now).await?;
            diff = difference(&now, storage.clone()).await?;
        }
        let is_same = title.is_none() && storage == body(&now);
        Ok(Preview { version, merged_with, title, storage, losses, notes, diff, is_same })
    }

    /// Writes the edited page as its next version. If somebody else wrote meanwhile, changes to different blocks are
    /// merged.
    ///
    /// # Errors
    /// `ContentLoss` if the edit would lose content that it does not say it deletes, with a list; `Conflict` if
    /// somebody else changed the same blocks, with [`MergeConflict`] as its source, or gave the page another title than
    /// this edit does; `Invalid` for changes that do not fit the page; otherwise as [`Wiki::update_page`].
    pub async fn send(self) -> Result<EditedPage> {
        let mut now = self.now_to_write().await?;
        let base = self.base(now.clone().into_inner()).await?;
        let edited = self.edited(&base).await?;
        let (mut diff, notes) = (edited.diff.clone(), edited.notes.clone());
        let ours = edited.into_storage(&self.allow).map_err(refused)?;
        let mut merges = 0;
        loop {
            let title = self.new_title(&base, &now)?;
            let merged = merge(&base, &ours, &now).await?;
            if merged == body(&now) && title.is_none() {
                return Ok(unchanged(now.into_inner(), notes));
            }
            match self.wiki.update_once(&now.updated(self.update(&now, &merged, title))?).await {
                Err(error) if error.kind() == ErrorKind::Conflict && merges < MERGES => {
                    merges += 1;
                    now = self.now_to_write().await?;
                    let (page, base, current) = (now.id.as_str(), base.version.number, now.version.number);
                    tracing::info!(target: "confluence_client", page, base, current, "merging with another's change");
                }
                answered => {
                    let page = self.read_back(answered?).await;
                    let others = now.version.number != base.version.number;
                    let merged_with = others.then_some(now.version.number);
                    // The page is written: what cannot be compared is no failure of the edit.
                    if others {
                        diff = difference(&now, merged.clone()).await.unwrap_or_default();
                    }
                    let dropped = dropped(merged, &page).await.unwrap_or_default();
                    return Ok(EditedPage { page, changed: true, merged_with, dropped, notes, diff });
                }
            }
        }
    }

    /// The title that the page gets, if it is another one than it has. One that the base had already is no change.
    fn new_title(&self, base: &Page, now: &Page) -> Result<Option<&str>> {
        let wanted = self.title.as_deref().filter(|title| *title != now.title);
        if let Some(title) = wanted {
            check_title(title, now.status == ContentStatus::Draft, "edit")?;
        }
        let Some(title) = wanted.filter(|_| base.title != now.title) else { return Ok(wanted) };
        if title == base.title {
            return Ok(None);
        }
        let said = format!(
            "somebody else renamed the page meanwhile: it was {}, yours is {}, theirs is {}",
            Quoted(&base.title),
            Quoted(title),
            Quoted(&now.title)
        );
        Err(Error::new(ErrorKind::Conflict, "edit").with_message(said))
    }

    /// The version that the changes are meant for.
    async fn base(&self, now: Page) -> Result<Page> {
        match self.version {
            Some(version) if version != now.version.number => {
                whole(self.wiki.page_version(self.id.clone(), version).await?)
            }
            _ => Ok(now),
        }
    }

    async fn edited(&self, base: &Page) -> Result<Edited> {
        let edited = self.edited_with(base, ReadOptions::new()).await;
        let by_name = self.edits.iter().any(Edit::names_people);
        match edited {
            // Readers are shown people by their names, and may name a heading, a row or a text by them.
            Err(error) if by_name && error.kind() == ContentErrorKind::NotFound => {
                let names = self.names_on(base).await;
                if names.is_empty() {
                    return Err(refused(error));
                }
                self.edited_with(base, ReadOptions::new().names(names)).await.map_err(refused)
            }
            edited => edited.map_err(refused),
        }
    }

    async fn edited_with(&self, base: &Page, names: ReadOptions) -> Result<Edited, ContentError> {
        let (storage, edits) = (body(base).to_owned(), self.edits.clone());
        let options = WriteOptions::new().target(self.wiki.site().deployment());
        let bytes = storage.len() + edits.iter().map(Edit::bytes).sum::<usize>();
        offload(bytes, move || Document::parse(&storage)?.named(&names).edit_with(&edits, &options)).await
    }

    /// The names of those who are mentioned on a page, as far as they can be had.
    async fn names_on(&self, page: &Page) -> Vec<(String, String)> {
        let storage = body(page).to_owned();
        let mentioned = offload(storage.len(), move || Document::parse(&storage).map(|page| page.mentions()));
        let mut ids = mentioned.await.unwrap_or_default();
        ids.truncate(MOST_NAMED);
        let people =
            if ids.is_empty() { Vec::new() } else { self.wiki.people(ids).await.unwrap_or_default() };
        people.into_iter().filter_map(|person| Some((person.id, person.name?))).collect()
    }

    fn update(&self, now: &Page, storage: &str, title: Option<&str>) -> PageUpdate {
        let mut update = PageUpdate::of(now).storage(storage);
        if let Some(title) = title {
            update = update.title(title);
        }
        match &self.message {
            Some(message) => update.message(message),
            None => update,
        }
    }

    /// The page as it was really stored, where the answer to the update does not say.
    async fn read_back(&self, page: Page) -> Page {
        match page.storage {
            Some(_) => page,
            None => self.now().await.unwrap_or(page),
        }
    }

    /// The page as it is. Without its body an edit would put what is new in the place of all there is.
    async fn now_to_write(&self) -> Result<ClearedWrite<Page>> {
        self.wiki.policy.check_write("edit")?;
        let page = self.wiki.page_or_draft_of_id(&self.id).await;
        let page = self.wiki.admit_write(page, "edit").await?;
        editable(&page)?;
        if page.storage.is_none() {
            return Err(bodiless());
        }
        Ok(page)
    }

    async fn now(&self) -> Result<Page> {
        let page = self.wiki.page_or_draft_of_id(&self.id).await;
        // What an edit would make of a page that may not be written is no preview of anything.
        let page = whole(self.wiki.admit_preview(page, "edit").await?.into_inner())?;
        editable(&page)?;
        Ok(page)
    }
}

fn body(page: &Page) -> &str {
    page.storage.as_deref().unwrap_or_default()
}

/// What is told of an edit that makes of the page what it is already.
fn unchanged(page: Page, notes: Vec<Note>) -> EditedPage {
    EditedPage { page, changed: false, merged_with: None, dropped: Vec::new(), notes, diff: String::new() }
}

/// Our changes to the base, on the page as it is now.
async fn merge(base: &Page, ours: &str, now: &Page) -> Result<String> {
    if now.version.number == base.version.number {
        return Ok(ours.to_owned());
    }
    let (base, ours, now) = (body(base).to_owned(), ours.to_owned(), body(now).to_owned());
    let merged = offload(base.len() + ours.len() + now.len(), move || {
        three_way_merge(&base, &ours, &now).map(|merged| match merged {
            ThreeWay::Merged(merged) => Ok(merged),
            ThreeWay::Conflicts(places) => Err(MergeConflict::of(places)),
        })
    });
    let conflict = |conflict| Error::in_the_words_of(ErrorKind::Conflict, "edit", conflict);
    merged.await.map_err(refused)?.map_err(conflict)
}

/// The places in which a body is another than that of a page.
async fn difference(page: &Page, new: String) -> Result<String> {
    Ok(compared(body(page).to_owned(), new).await?.diff)
}

/// What is in the body that was sent and not in the one that was stored.
async fn dropped(sent: String, page: &Page) -> Result<Vec<Loss>> {
    match page.storage.clone().filter(|stored| *stored != sent) {
        Some(stored) => Ok(compared(sent, stored).await?.losses),
        None => Ok(Vec::new()),
    }
}

async fn compared(old: String, new: String) -> Result<Edited> {
    let bytes = old.len() + new.len();
    let edited = offload(bytes, move || Document::parse(&old)?.edit(&[Edit::page_storage(new)]));
    edited.await.map_err(refused)
}

fn refused(error: ContentError) -> Error {
    of_call("edit", error)
}
