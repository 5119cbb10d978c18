//! Who may read and change content, and what the caller may do with it.

use serde::Serialize;

use super::settling::after;
use super::{Group, Person, Wiki, shapes};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::{PermissionKey, v1};
use crate::wire::paging::Paged;

/// Who may do one thing; nobody listed means everybody whom the space lets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Allowed {
    /// People.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

/// Who may read and who may change a page. What it lies under may restrict reading further.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Restrictions {
    /// Who may read it.
    pub read: Allowed,
    /// Who may change it.
    pub update: Allowed,
}

impl Allowed {
    /// Whether everybody may whom the space lets.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.people.is_empty() && self.groups.is_empty()
    }

    /// Adds those who are not there yet, and says whether there were any.
    fn add(&mut self, more: Self) -> bool {
        let before = (self.people.len(), self.groups.len());
        let people: Vec<_> = more.people.into_iter().filter(|one| !self.people.contains(one)).collect();
        let groups: Vec<_> = more.groups.into_iter().filter(|one| !self.groups.contains(one)).collect();
        self.people.extend(people);
        self.groups.extend(groups);
        before != (self.people.len(), self.groups.len())
    }
}

/// How many the longer list has, where there may be more behind it.
fn cut_off(page: &v1::Restriction) -> Option<u32> {
    let to = page.restrictions.as_ref()?;
    let lists = [to.user.as_ref().map(length), to.group.as_ref().map(length)];
    let lists = lists.into_iter().flatten();
    let longest = lists.clone().map(|(length, _)| length).max()?;
    lists.into_iter().any(|(_, full)| full).then_some(longest)
}

/// How many rows there are, and whether they are as many as come at once.
fn length<T>(page: &Paged<T>) -> (u32, bool) {
    let length = page.results.len();
    let full = page.limit.is_some_and(|limit| limit > 0 && length as u64 >= limit);
    (u32::try_from(length).unwrap_or(u32::MAX), full || page.next().is_some())
}

impl Restrictions {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves a person in for reading, by account id or user key.
    #[must_use]
    pub fn reader(mut self, person: impl Into<String>) -> Self {
        self.read.people.push(Person { id: person.into(), name: None });
        self
    }

    /// Leaves a person in for changing, by account id or user key.
    #[must_use]
    pub fn editor(mut self, person: impl Into<String>) -> Self {
        self.update.people.push(Person { id: person.into(), name: None });
        self
    }

    /// Leaves a group in for reading, by its id.
    #[must_use]
    pub fn reading_group(mut self, group: impl Into<String>) -> Self {
        self.read.groups.push(named(group.into()));
        self
    }

    /// Leaves a group in for changing, by its id.
    #[must_use]
    pub fn editing_group(mut self, group: impl Into<String>) -> Self {
        self.update.groups.push(named(group.into()));
        self
    }
}

fn named(id: String) -> Group {
    Group { name: id.clone(), id }
}

/// Something that the caller may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Permitted {
    /// What: `read`, `update`, `delete`, `create`, ...
    pub operation: String,
    /// With what: `page`, `comment`, `attachment`, ...
    pub target: String,
}

impl Wiki {
    /// Returns who may read and change a page or blog post, as set on itself.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn restrictions(&self, content: impl Into<ContentId>) -> Result<Restrictions> {
        let content = content.into();
        self.may_read(&content, "restrictions").await?;
        self.all_restrictions(&content).await
    }

    /// Replaces who may read and change a page or blog post.
    ///
    /// # Errors
    /// `Invalid` if the caller would lock themselves out, or somebody is not known; `Forbidden`; `Policy`.
    pub async fn restrict(&self, content: impl Into<ContentId>, to: &Restrictions) -> Result<Restrictions> {
        let content = content.into();
        self.may_write(&content, "restrict").await?;
        self.keep_caller_in(to).await?;
        deployed!(self => restrictions::set(&content, to).await)?;
        let now = self.all_restrictions(&content).await;
        now.map_err(|error| after(format!("the restrictions of {content} were set"), error))
    }

    /// Lists what the caller may do with a page or blog post.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn permitted(&self, content: impl Into<ContentId>) -> Result<Vec<Permitted>> {
        let content = content.into();
        self.may_read(&content, "permitted").await?;
        deployed!(self => restrictions::permitted(&content).await)
    }

    /// Says whether a person may do something with a page or blog post: `read`, `update` or `delete`.
    ///
    /// # Errors
    /// `Unsupported` on Data Center, where [`Wiki::permitted`] tells of the caller; `NotFound`; `Policy`.
    pub async fn may(&self, content: impl Into<ContentId>, person: &str, operation: &str) -> Result<bool> {
        let content = content.into();
        self.may_read(&content, "may").await?;
        deployed!(self => restrictions::may(&content, person, operation).await)
    }

    async fn all_restrictions(&self, content: &ContentId) -> Result<Restrictions> {
        let (read, update) = deployed!(self => restrictions::get(content).await)?;
        let read = self.everybody(content, PermissionKey::Read, read).await?;
        Ok(Restrictions { read, update: self.everybody(content, PermissionKey::Update, update).await? })
    }

    /// All who are left in. The service names some of them at first, and those behind so many where it is asked.
    async fn everybody(
        &self,
        content: &ContentId,
        key: PermissionKey,
        first: Option<v1::Restriction>,
    ) -> Result<Allowed> {
        let (mut all, mut page, mut behind) = (Allowed::default(), first, 0);
        loop {
            let more = page.as_ref().and_then(cut_off);
            let new = all.add(shapes::allowed(page));
            match more {
                Some(many) if new => behind += many,
                _ => return Ok(all),
            }
            page = Some(deployed!(self => restrictions::behind(content, key.clone(), behind).await)?);
        }
    }

    /// A restriction that leaves the caller out could not be taken back by them.
    async fn keep_caller_in(&self, to: &Restrictions) -> Result<()> {
        let restricted: Vec<&Allowed> =
            [&to.read, &to.update].into_iter().filter(|allowed| !allowed.is_everybody()).collect();
        if restricted.is_empty() {
            return Ok(());
        }
        let me = self.current_user().await?;
        let listed = |allowed: &&&Allowed| !allowed.people.iter().any(|person| person.id == me.id);
        let by_group: Vec<&&Allowed> = restricted.iter().filter(listed).collect();
        if by_group.is_empty() {
            return Ok(());
        }
        let mine = self.groups_of(&me.id).limit(200).slice().await?.items;
        let in_group = |allowed: &&&Allowed| {
            allowed.groups.iter().any(|group| mine.iter().any(|own| own.id == group.id))
        };
        if by_group.iter().all(in_group) {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Invalid, "restrict")
            .said(format!("this would lock you out: add yourself ({}) or a group of yours", me.id)))
    }
}
