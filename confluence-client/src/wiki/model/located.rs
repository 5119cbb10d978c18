//! Where things lie, as far as they say so themselves: what a policy is asked about.

use std::borrow::Cow;

use crate::ids::{ContentId, SpaceKey, TaskId};
use crate::wiki::model::space_ref::SpaceRef;

/// One place that something touches.
#[derive(Clone, Debug)]
pub(in crate::wiki) enum Location<'a> {
    /// A space by its key; `None` where the service did not say, which a restricted caller may not touch.
    Space(Option<&'a SpaceKey>),
    /// A space as content names it.
    Named(&'a SpaceRef),
    /// The space of this content, which has to be asked for.
    Content(Cow<'a, ContentId>),
    /// The space of this task, which has to be asked for.
    Task(&'a TaskId),
}

impl<'a> Location<'a> {
    pub(in crate::wiki) fn content(content: &'a ContentId) -> Self {
        Self::Content(Cow::Borrowed(content))
    }
}

/// Something that lies in spaces, or in none: people, groups, work under way.
pub(in crate::wiki) trait Located {
    /// Every place that it touches; empty for what belongs to the site as a whole.
    fn locations(&self) -> Vec<Location<'_>>;

    /// What distinguishes one of a kind from another: its id.
    fn identity(&self) -> Option<&str> {
        None
    }
}

impl Located for ContentId {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::content(self)]
    }

    fn identity(&self) -> Option<&str> {
        Some(self.as_str())
    }
}

impl Located for Vec<ContentId> {
    fn locations(&self) -> Vec<Location<'_>> {
        self.iter().map(Location::content).collect()
    }
}

impl Located for SpaceKey {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Space(Some(self))]
    }
}

/// A space, or the site as a whole, where a list may be of either.
impl Located for Option<SpaceKey> {
    fn locations(&self) -> Vec<Location<'_>> {
        self.iter().map(|key| Location::Space(Some(key))).collect()
    }
}

impl Located for TaskId {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Task(self)]
    }
}
