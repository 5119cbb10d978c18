//! What arguments name: pages, spaces, files, comments and tasks, by ids, keys and addresses as people paste them.

use confluence_client::ids::{AttachmentId, CommentId, ContentId, SpaceKey, TaskId};
use confluence_client::wiki::{FileLocator, Locator, Page, Space};
use confluence_client::{Error, ErrorKind, Quoted};
use futures_util::TryStreamExt as _;
use serde_json::Value;

use super::Call;
use crate::advice::Failure;
use crate::arguments::Id;
use crate::call_subject::SharedSubject;
use crate::guesses;
use crate::resources::{Address, Target};

/// How many spaces are looked through for an id.
const MAX_LOOKED_AT: usize = 2_000;
/// How many the service is asked for at a time.
const SLICE: u32 = 250;

impl Call<'_> {
    /// The id of a page, however it was named. An address with only the title in it costs a request, and so does a title
    /// in place of an id, which does for reading alone. So does the address of one version: a change has another base.
    pub(crate) async fn id_of(&self, named: &Id) -> Result<ContentId, Failure> {
        let id = match self.locate(named).await? {
            Locator::Id(id) => id,
            Locator::Version { id, version } if self.reads => {
                self.note(format!(
                    "the URL is that of version {version}, but this tool works on the latest version"
                ));
                id
            }
            Locator::Version { id, version } => {
                return Err(Failure::argument(
                    &self.argument_of(&named.0),
                    format!("this is the URL of version {version}; give the page by its id, {id}"),
                ));
            }
            locator => self.wiki.page_by_locator(&locator).await?.id,
        };
        self.is_about(&id);
        Ok(id)
    }

    /// Tells whoever records the call what it works on.
    pub(crate) fn is_about(&self, content: &ContentId) {
        if let Some(subject) = self.called.request_context.extensions.get::<SharedSubject>() {
            subject.found(content);
        }
    }

    /// A page as it was named: by id, address or short link; by its title if there is one of it.
    pub(crate) async fn locate(&self, named: &Id) -> Result<Locator, Failure> {
        let text = &*guesses::without_notation(&named.0);
        if is_several(text) {
            let why = "it names several: give one of them, in a call for each";
            return Err(Failure::argument(&self.argument_of(&named.0), why));
        }
        match Address::parse(text).map(|address| address.target) {
            Some(Target::Page(id)) => return Ok(Locator::Id(id.into())),
            Some(Target::Title { space, title }) => return Ok(Locator::Title { space: space.into(), title }),
            _ => {}
        }
        // A file is content too: what knows no files tells what it is.
        if guesses::is_file_id(text) {
            return Ok(Locator::Id(text.into()));
        }
        match Locator::parse(text, self.wiki.site()) {
            Ok(locator) => self.as_written_or_shorter(locator).await,
            Err(_) if may_be_title(text) => match guesses::page(&self.wiki, text, self.reads).await {
                Ok(id) => Ok(Locator::Id(id)),
                Err(failure) if failure.is_missing() => {
                    Err(self.space_in_place_of_page(&named.0, text).await.unwrap_or(failure))
                }
                Err(failure) => Err(failure),
            },
            Err(error) => {
                let failure = self.misnamed(&named.0, &error);
                Err(match Locator::space_of(text, self.wiki.site()) {
                    // Text that is no address counts as a key there.
                    Ok(key) if key.as_str() != text && !key.as_str().contains(['/', ':', ' ']) => {
                        failure.next(self.in_place_of_space(&named.0, &key))
                    }
                    _ => failure,
                })
            }
        }
    }

    /// Says of a text that names no page that it is the key or the name of a space.
    async fn space_in_place_of_page(&self, given: &str, text: &str) -> Option<Failure> {
        let space = guesses::space_called(&self.wiki, text).await?;
        let said = format!(
            "{} is the space {} ({}), and no page",
            Quoted(text),
            space.key.as_str(),
            Quoted(&space.name)
        );
        let failure = Failure::argument(&self.argument_of(given), said);
        Some(failure.next(self.in_place_of_space(given, &space.key)))
    }

    /// What to do where the address of a space stands in the place of a page: a place to put something may be a space.
    fn in_place_of_space(&self, text: &str, key: &SpaceKey) -> String {
        let key = key.as_str();
        match self.argument_of(text).as_str() {
            "target_parent_id" => format!("Give `target_space_key` {key} in place of `target_parent_id`."),
            "parent_id" if !self.reads => format!("Give `space_key` {key} in place of `parent_id`."),
            _ if text.trim_end_matches('/').ends_with("/blog") => format!(
                "confluence_search with `query` type = blogpost and space = \"{key}\" lists the blog posts of the space."
            ),
            _ => format!(
                "confluence_get_page_children with `space_key` {key} lists the pages of the space, the home page first."
            ),
        }
    }

    /// What an address names, which may have stood in a sentence: its title as it is written, or where there is no page of
    /// this title the one without the signs at its end.
    async fn as_written_or_shorter(&self, locator: Locator) -> Result<Locator, Failure> {
        let Some(shorter) = locator.shortened() else { return Ok(locator) };
        match self.wiki.page_by_locator(&locator).await {
            Ok(page) => Ok(Locator::Id(page.id)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let found = self.wiki.page_by_locator(&shorter).await;
                Ok(found.map_or(locator, |page| Locator::Id(page.id)))
            }
            // Whoever reads it meets the error again, and says more of it.
            Err(_) => Ok(locator),
        }
    }

    /// The key of a space that was named by it, by its id, or by an address.
    pub(crate) async fn space(&self, named: &str) -> Result<SpaceKey, Failure> {
        if let Some(Target::Space(space) | Target::Title { space, .. }) =
            Address::parse(named.trim()).map(|address| address.target)
        {
            return Ok(space.into());
        }
        let key = Locator::space_of(named, self.wiki.site());
        let key = key.map_err(|error| self.misnamed(named, &error))?;
        if !guesses::is_number(key.as_str()) {
            return Ok(key);
        }
        // A key may be a number as well as an id.
        match self.wiki.space(key.as_str()).await {
            Ok(space) => return Ok(space.key),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
        let mut spaces = self.wiki.spaces().limit(SLICE).stream();
        let mut looked_at = 0;
        while let Some(Space { id, key: found, .. }) = spaces.try_next().await? {
            if id.is_some_and(|id| id.as_str() == key.as_str()) {
                return Ok(found);
            }
            looked_at += 1;
            if looked_at == MAX_LOOKED_AT {
                break;
            }
        }
        let limit = guesses::limit(&self.wiki);
        let said =
            format!("{} is not the key or id of a space that this account may see{limit}", key.as_str());
        Err(Failure::argument(&self.argument_of(named), said)
            .next("confluence_list_spaces lists them.")
            .missing())
    }

    /// The keys of spaces, as [`Call::space`].
    pub(crate) async fn spaces(&self, named: &[String]) -> Result<Vec<SpaceKey>, Failure> {
        let mut keys = Vec::with_capacity(named.len());
        for one in named {
            keys.push(self.space(one).await?);
        }
        Ok(keys)
    }

    /// The home page of a space.
    pub(crate) async fn home_of(&self, space: &str) -> Result<ContentId, Failure> {
        let space = self.space(space).await?;
        let home = self.wiki.space(space.as_str()).await?.homepage;
        home.ok_or_else(|| {
            Failure::new(format!("the space {} has no home page", space.as_str()), "Name a page of it.")
        })
    }

    /// The id of a file that was named by it, or by its address.
    pub(crate) async fn file(&self, named: &Id) -> Result<AttachmentId, Failure> {
        let located = match Address::parse(&named.0).map(|address| address.target) {
            Some(Target::Attachment { page, name }) => {
                return Ok(self.wiki.attachment_by_name(page, &name).await?.id);
            }
            _ => FileLocator::parse(&named.0, self.wiki.site())
                .map_err(|error| self.misnamed(&named.0, &error))?,
        };
        match (self.located_file(named, &located).await, located.shortened()) {
            // The address may have stood at the end of a sentence.
            (Err(failure), Some(shorter)) if failure.kind() == Some(ErrorKind::NotFound) => {
                self.located_file(named, &shorter).await.map_err(|_| failure)
            }
            (found, _) => found,
        }
    }

    async fn located_file(&self, named: &Id, located: &FileLocator) -> Result<AttachmentId, Failure> {
        let (page, name, version) = match located {
            FileLocator::Id(id) => return Ok(id.clone()),
            FileLocator::Named { page, name, version } => (page.clone(), name, *version),
            FileLocator::Titled { space, title, name } => {
                (self.wiki.page_by_title(space, title).await?.id, name, None)
            }
            _ => return Err(Failure::argument(&self.argument_of(&named.0), "it names no file")),
        };
        let found = self.wiki.attachment_by_name(page, name).await?;
        if let Some(version) = version.filter(|version| *version != found.version.number) {
            self.note(format!(
                "the URL is that of version {version} of the file; this is version {}, the latest",
                found.version.number
            ));
        }
        Ok(found.id)
    }

    /// Whether an address that was given for a page is that of a file, or shows one.
    pub(crate) fn names_file(&self, page: &Id) -> bool {
        let ours = Address::parse(&page.0).map(|address| address.target);
        let site = self.wiki.site();
        // A number that stands in quotes is the id of the page.
        let is_page = |id: &AttachmentId| {
            Locator::parse(&page.0, site).is_ok_and(|found| found == Locator::Id(id.as_str().into()))
        };
        let is_file = || match FileLocator::parse(&page.0, site) {
            Ok(FileLocator::Id(id)) => !is_page(&id),
            found => found.is_ok(),
        };
        matches!(ours, Some(Target::Attachment { .. })) || is_file()
    }

    /// The id of a comment that was named by it, or by its address.
    pub(crate) fn comment(&self, named: &Id) -> Result<CommentId, Failure> {
        if guesses::is_file_id(named.0.trim()) {
            let said = format!("{} is the id of a file, and no comment", named.0.trim());
            return Err(Failure::argument(&self.argument_of(&named.0), said)
                .next("confluence_get_comments lists the comments of a page with their ids."));
        }
        Locator::comment_of(&named.0, self.wiki.site()).map_err(|error| self.misnamed(&named.0, &error))
    }

    /// The id of a task: a number, on Data Center behind the id of its page and a colon, where some have none.
    pub(crate) fn task(&self, named: &Id) -> Result<TaskId, Failure> {
        let text = named.0.as_str();
        let is_id = match text.split_once(':') {
            Some((page, _)) => guesses::is_number(page),
            None => guesses::is_number(text),
        };
        match is_id {
            true => Ok(text.into()),
            false => Err(Failure::argument(
                &self.argument_of(text),
                format!(
                    "{} is not the id of a task: confluence_get_tasks lists them with their ids",
                    Quoted(text)
                ),
            )),
        }
    }

    /// One version of a page.
    ///
    /// # Errors
    /// There is no such version: then the newest one is named.
    pub(crate) async fn page_version(&self, id: &ContentId, version: u64) -> Result<Page, Failure> {
        match self.wiki.page_version(id.clone(), version).await {
            Ok(page) => Ok(page),
            Err(error) => Err(self.without_version(id, &[version], error).await),
        }
    }

    /// Says of versions that were not found which the newest one is.
    pub(crate) async fn without_version(&self, id: &ContentId, versions: &[u64], error: Error) -> Failure {
        if error.kind() != ErrorKind::NotFound {
            return error.into();
        }
        let Ok(page) = self.wiki.page_or_draft(id.clone()).await else { return error.into() };
        let newest = page.version.number;
        match versions.iter().find(|version| **version > newest) {
            None => error.into(),
            Some(version) => Failure::new(
                format!("{id} has no version {version}: the newest one is {newest}", id = id.as_str()),
                "confluence_get_page_history lists the versions.",
            ),
        }
    }

    fn misnamed(&self, text: &str, error: &Error) -> Failure {
        let why = error.message().map_or_else(|| error.to_string(), str::to_owned);
        Failure::argument(&self.argument_of(text), why)
    }

    /// The name of the argument in which a text was given.
    fn argument_of(&self, text: &str) -> String {
        let is_it = |value: &Value| value.as_str().is_some_and(|given| given.trim() == text.trim());
        let holds =
            |value: &Value| is_it(value) || value.as_array().is_some_and(|list| list.iter().any(is_it));
        let mut given = self.arguments.as_object().into_iter().flatten();
        given.find(|(_, value)| holds(value)).map(|(name, _)| name.clone()).unwrap_or_default()
    }
}

/// Whether text that is no id might be the title of a page: addresses and paths are none.
fn may_be_title(text: &str) -> bool {
    !text.contains("://")
        && !text.contains("../")
        && !text.starts_with('/')
        && !text.starts_with("ari:cloud:")
        && !text.trim().is_empty()
}

/// Whether ids of several stand in one text.
fn is_several(text: &str) -> bool {
    let mut ids = text.split([',', ';', ' ']).filter(|part| !part.is_empty()).peekable();
    let is_id = |part: &str| guesses::is_number(part) && part.len() >= guesses::SHORTEST_ID;
    text.contains([',', ';', ' ']) && ids.peek().is_some() && ids.all(is_id)
}
