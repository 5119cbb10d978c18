//! Cleared values: the proof that the policy was asked. Their fields are private to this file.

use std::ops::Deref;

use futures_core::future::BoxFuture;

use super::Policy;
use crate::cql::Cql;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey, TaskId};
use crate::wiki::model::content::Page;
use crate::wiki::model::located::{Located, Location};
use crate::wiki::model::moving::{Destination, Move, PageCopy};
use crate::wiki::model::publishing::{NewPage, PageUpdate};
use crate::wiki::model::space_ref::{SpaceRef, check_key};
use crate::wiki::model::tasks::{ScopedTasks, TaskQuery};
use crate::wiki::model::templates::Template;
use crate::wire::values::Arg;

/// Clearing: the only ways to a cleared value.
impl Policy {
    /// Clears something for reading. Where a space is not known it is looked up, if it matters.
    pub(in crate::wiki) async fn read<T: Located + Sync>(
        &self,
        target: T,
        lookup: &impl SpaceLookup,
        operation: &'static str,
    ) -> Result<ClearedRead<T>> {
        if self.restricts_spaces() {
            for location in target.locations() {
                let space = self.veiled(key(location, lookup).await, operation)?;
                self.check_read_in(space.as_ref(), operation)?;
            }
        }
        Ok(ClearedRead(target))
    }

    /// Clears something for writing, in every place that it touches.
    pub(in crate::wiki) async fn write<T: Located + Sync>(
        &self,
        target: T,
        lookup: &impl SpaceLookup,
        operation: &'static str,
    ) -> Result<ClearedWrite<T>> {
        self.check_write(operation)?;
        self.preview(target, lookup, operation).await.map(|previewed| ClearedWrite(previewed.0))
    }

    /// Clears looking at what a change would make, in every place that it touches: where nothing may be written, nothing is
    /// promised. A connection that reads alone may look all the same.
    pub(in crate::wiki) async fn preview<T: Located + Sync>(
        &self,
        target: T,
        lookup: &impl SpaceLookup,
        operation: &'static str,
    ) -> Result<ClearedRead<T>> {
        if self.restricts_writes() {
            for location in target.locations() {
                let space = self.veiled(key(location, lookup).await, operation)?;
                self.check_write_in(space.as_ref(), operation)?;
            }
        }
        Ok(ClearedRead(target))
    }

    /// Clears reading in a space.
    pub(in crate::wiki) fn read_space(
        &self,
        space: SpaceKey,
        operation: &'static str,
    ) -> Result<ClearedRead<SpaceKey>> {
        check_key(&space, operation)?;
        self.check_read_in(Some(&space), operation)?;
        Ok(ClearedRead(space))
    }

    /// Clears writing in a space.
    pub(in crate::wiki) fn write_space(
        &self,
        space: SpaceKey,
        operation: &'static str,
    ) -> Result<ClearedWrite<SpaceKey>> {
        self.check_write(operation)?;
        check_key(&space, operation)?;
        self.check_write_in(Some(&space), operation)?;
        Ok(ClearedWrite(space))
    }

    /// Clears reading what lies in no space, such as people and groups.
    pub(in crate::wiki) fn read_site(&self) -> ClearedRead<WholeSite> {
        ClearedRead(WholeSite)
    }

    /// Clears a list that is bound to the spaces of this policy. Where these are none, there is nothing to list: an
    /// interface takes a list of no spaces for all of them.
    pub(in crate::wiki) fn scope(&self, operation: &'static str) -> Result<ClearedRead<Scope>> {
        if self.spaces.as_ref().is_some_and(Vec::is_empty) {
            return Err(self.outside(operation));
        }
        let only = self.spaces.clone().unwrap_or_default();
        Ok(ClearedRead(Scope { only, without: self.blocked_spaces.clone() }))
    }

    /// Clears a search by binding it to the spaces of this policy.
    pub(in crate::wiki) fn search(&self, query: &Cql) -> Result<ClearedRead<Cql>> {
        let Scope { only, without } = self.scope("search")?.0;
        let bound = match self.restricts_spaces() {
            true => query.bounded(&only, &without)?,
            false => query.clone(),
        };
        Ok(ClearedRead(bound))
    }

    /// Clears a list of tasks: its page, its space, and else the spaces of this policy.
    pub(in crate::wiki) async fn tasks(
        &self,
        query: TaskQuery,
        lookup: &impl SpaceLookup,
    ) -> Result<ClearedRead<ScopedTasks>> {
        let Scope { only, without } = self.scope("tasks")?.0;
        let only = query.space.clone().map_or(only, |space| vec![space]);
        self.read(ScopedTasks { query, only, without }, lookup, "tasks").await
    }
}

async fn key(location: Location<'_>, lookup: &impl SpaceLookup) -> Result<Option<SpaceKey>> {
    match location {
        Location::Space(key) => Ok(key.cloned()),
        Location::Named(space) => lookup.key_of(space).await,
        Location::Content(content) => lookup.space_of(&content).await,
        Location::Task(task) => lookup.space_of_task(task).await,
    }
}

/// What asks the service for spaces. A driver is one; the policy knows no more of drivers than this.
pub(in crate::wiki) trait SpaceLookup: Sync {
    /// The space of a piece of content.
    fn space_of<'a>(&'a self, content: &'a ContentId) -> BoxFuture<'a, Result<Option<SpaceKey>>>;

    /// The space of a task.
    fn space_of_task<'a>(&'a self, task: &'a TaskId) -> BoxFuture<'a, Result<Option<SpaceKey>>>;

    /// The key of a space as content names it. On Cloud it is looked up by the space's number, because the URL
    /// that the key otherwise comes from may hold an alias.
    fn key_of<'a>(&'a self, space: &'a SpaceRef) -> BoxFuture<'a, Result<Option<SpaceKey>>>;
}

/// Something that the policy lets be read.
#[derive(Clone, Debug)]
pub(in crate::wiki) struct ClearedRead<T>(T);

/// Something that the policy lets be written, and so read.
#[derive(Clone, Debug)]
pub(in crate::wiki) struct ClearedWrite<T>(T);

/// What the service answered to the question for something, of which the policy has not been asked yet.
///
/// Whether there is such a thing is a part of it: in a space that the policy leaves out not even that is told. So this
/// is no `Result`, and each way of opening it says why that may be told, or draws the veil.
#[derive(Debug)]
#[must_use = "nothing was read before the policy was asked"]
pub(in crate::wiki) struct Unchecked<T>(Result<T>);

/// What lies in no space.
#[derive(Clone, Copy, Debug)]
pub(in crate::wiki) struct WholeSite;

/// The spaces that a list is bound to: these alone, if there are any, and none of those.
#[derive(Clone, Debug)]
pub(in crate::wiki) struct Scope {
    pub(in crate::wiki) only: Vec<SpaceKey>,
    pub(in crate::wiki) without: Vec<SpaceKey>,
}

impl<T> ClearedRead<T> {
    pub(in crate::wiki) fn into_inner(self) -> T {
        self.0
    }
}

impl<T: Clone> ClearedWrite<T> {
    /// What may be written may be read.
    pub(in crate::wiki) fn as_read(&self) -> ClearedRead<T> {
        ClearedRead(self.0.clone())
    }
}

impl<T> ClearedWrite<T> {
    pub(in crate::wiki) fn into_inner(self) -> T {
        self.0
    }
}

impl ClearedWrite<Page> {
    /// Clears an update of the very page that was cleared, staying where it is: nothing has to be asked a second time.
    pub(in crate::wiki) fn updated(&self, update: PageUpdate) -> Result<ClearedWrite<PageUpdate>> {
        if update.id != self.0.id || update.parent.is_some() || update.space.is_some() {
            return Err(Error::new(ErrorKind::Policy, "update_page")
                .with_message("this update changes another page than was asked for"));
        }
        Ok(ClearedWrite(update))
    }

    /// The id of the page that was cleared.
    pub(in crate::wiki) fn id(&self) -> ClearedWrite<ContentId> {
        ClearedWrite(self.0.id.clone())
    }
}

impl ClearedWrite<Move> {
    /// Clears the update by which the page is moved to where it may go.
    pub(in crate::wiki) fn by_update(&self, update: PageUpdate) -> Result<ClearedWrite<PageUpdate>> {
        if update.id != self.0.page || update.parent.as_ref() != Some(self.0.to.target()) {
            return Err(Error::new(ErrorKind::Policy, "move_page")
                .with_message("this update changes another page than was asked for"));
        }
        Ok(ClearedWrite(update))
    }
}

impl ClearedWrite<PageCopy> {
    /// Clears the creation by which the copy is made where it may be.
    pub(in crate::wiki) fn by_creation(&self, new: NewPage) -> Result<ClearedWrite<NewPage>> {
        let there = match &self.0.to {
            Destination::Below(parent) => new.parent.as_ref() == Some(parent),
            Destination::Space(space) => new.parent.is_none() && new.space == *space,
        };
        if !there {
            return Err(Error::new(ErrorKind::Policy, "copy_page")
                .with_message("the copy would be created in another place than was asked for"));
        }
        Ok(ClearedWrite(new))
    }

    /// The copy that was just made there.
    pub(in crate::wiki) fn made(&self, copy: &Page) -> ClearedWrite<Page> {
        ClearedWrite(copy.clone())
    }
}

impl Unchecked<Template> {
    /// Whether it says of no space that it lies there: the site's templates do, and so may others.
    pub(in crate::wiki) fn lies_nowhere(&self) -> bool {
        self.0.as_ref().is_ok_and(|template| template.space.is_none())
    }
}

impl<T> Unchecked<T> {
    pub(in crate::wiki) fn new(answered: Result<T>) -> Self {
        Self(answered)
    }

    /// What else the id may lead to, where there is no such thing.
    pub(in crate::wiki) async fn or_if_missing(self, other: impl Future<Output = Self>) -> Self {
        match self.0 {
            Err(missing) if missing.kind() == ErrorKind::NotFound => match other.await.0 {
                Err(error) if error.kind() == ErrorKind::NotFound => Self(Err(missing)),
                other => Self(other),
            },
            answered => Self(answered),
        }
    }

    /// A part or a version of what was cleared: that this is missing may be told.
    pub(in crate::wiki) fn part_of(self, _: &ClearedRead<ContentId>) -> Result<Self> {
        self.0.map(|answered| Self(Ok(answered)))
    }
}

impl<T: Located> Unchecked<T> {
    /// Opens what was read of the very thing that was cleared.
    pub(in crate::wiki) fn of<U: Located>(self, cleared: &impl Deref<Target = U>) -> Result<T> {
        let answered = self.0?;
        same_as(answered, cleared.identity()).ok_or_else(|| {
            Error::new(ErrorKind::Decode, "policy")
                .with_message("the service answers something else than was asked for")
        })
    }

    /// Opens what was read, if it is what a cleared list has shown already.
    pub(in crate::wiki) fn shown_as(self, listed: &T) -> Option<T> {
        same_as(self.0.ok()?, listed.identity())
    }
}

fn same_as<T: Located>(answered: T, identity: Option<&str>) -> Option<T> {
    let same = identity.is_some() && answered.identity() == identity;
    same.then_some(answered)
}

impl<T: Located + Send + Sync> Unchecked<T> {
    /// Clears what was read for reading, by where it says it lies.
    pub(in crate::wiki) async fn read(
        self,
        policy: &Policy,
        lookup: &impl SpaceLookup,
        operation: &'static str,
    ) -> Result<ClearedRead<T>> {
        policy.read(policy.veiled(self.0, operation)?, lookup, operation).await
    }

    /// Clears looking at what a change would make of what was read, by where it says it lies.
    pub(in crate::wiki) async fn preview(
        self,
        policy: &Policy,
        lookup: &impl SpaceLookup,
        operation: &'static str,
    ) -> Result<ClearedRead<T>> {
        policy.preview(policy.veiled(self.0, operation)?, lookup, operation).await
    }

    /// Clears what was read for writing, by where it says it lies.
    pub(in crate::wiki) async fn write(
        self,
        policy: &Policy,
        lookup: &impl SpaceLookup,
        operation: &'static str,
    ) -> Result<ClearedWrite<T>> {
        policy.check_write(operation)?;
        policy.write(policy.veiled(self.0, operation)?, lookup, operation).await
    }
}

macro_rules! cleared {
    ($Cleared:ident) => {
        impl<T> Deref for $Cleared<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl Arg<ContentId> for &$Cleared<ContentId> {
            fn into_arg(self) -> ContentId {
                self.0.clone()
            }
        }

        impl Arg<SpaceKey> for &$Cleared<SpaceKey> {
            fn into_arg(self) -> SpaceKey {
                self.0.clone()
            }
        }
    };
}

cleared!(ClearedRead);
cleared!(ClearedWrite);
