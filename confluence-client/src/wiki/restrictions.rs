//! Who may read and change content, and what the caller may do with it.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::PermissionKey;
use crate::quoted::Quoted;
use crate::site::Deployment;
use crate::wiki::Wiki;
use crate::wiki::lost_answer::after;
use crate::wiki::model::content::Node;
use crate::wiki::model::restrictions::{Allowed, AllowedPart, Permitted, Restrictions};
use crate::wiki::policy::ClearedRead;

impl Wiki {
    /// Returns the restrictions of a page or blog post: who may read and change it, as set on itself.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn restrictions(&self, content: impl Into<ContentId>) -> Result<Restrictions> {
        let content = self.read(content.into(), "restrictions").await?;
        self.all_restrictions(&content).await
    }

    /// Returns the restrictions of each page above a page, from the root of its space down, as far as they can be read: who
    /// may read the page is who may read all of these too.
    ///
    /// # Errors
    /// `NotFound`; `Policy`. What cannot be read of one page is an error in its place.
    pub async fn restrictions_above(
        &self,
        content: impl Into<ContentId>,
    ) -> Result<Vec<(Node, Result<Restrictions>)>> {
        Ok(self.restrictions_of(self.ancestors(content).await?).await)
    }

    /// The restrictions of each of these.
    pub(super) async fn restrictions_of(&self, nodes: Vec<Node>) -> Vec<(Node, Result<Restrictions>)> {
        const AT_A_TIME: usize = 8;

        let asked = stream::iter(nodes).map(|node| async move {
            let found = self.restrictions(node.id.clone()).await;
            (node, found)
        });
        asked.buffered(AT_A_TIME).collect().await
    }

    /// Sets the restrictions of a page or blog post: replaces who may read and change it.
    ///
    /// # Errors
    /// `Invalid` if the caller would lock themselves out, or somebody is not known; `Forbidden`; `Policy`.
    pub async fn restrict(&self, content: impl Into<ContentId>, to: &Restrictions) -> Result<Restrictions> {
        let content = self.write(content.into(), "restrict").await?;
        self.keep_caller_in(to).await?;
        deployed!(self => restrictions::set(&content, to).await)?;
        let now = self.all_restrictions(&content.as_read()).await;
        now.map_err(|error| after(format!("the restrictions of {} were set", *content), error))
    }

    /// Checks restrictions as [`Wiki::restrict`] and the service do, before somebody is asked whether they are meant, and
    /// sets nothing.
    ///
    /// # Errors
    /// `Invalid` if the caller would lock themselves out, or there is no such group; `Policy`.
    pub async fn check_restrictions(&self, content: impl Into<ContentId>, to: &Restrictions) -> Result<()> {
        self.write(content.into(), "check_restrictions").await?;
        for group in to.read.groups.iter().chain(&to.update.groups) {
            let named = match self.site().deployment() {
                Deployment::Cloud => &group.id,
                Deployment::DataCenter => &group.name,
            };
            match self.members(named).limit(1).slice().await {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return Err(Error::new(ErrorKind::Invalid, "check_restrictions").with_message(format!(
                        "there is no group {} that this account may see",
                        Quoted(&group.name)
                    )));
                }
                // Who may not list the members of a group may name it all the same.
                _ => {}
            }
        }
        self.keep_caller_in(to).await
    }

    /// Lists the operations that the caller may perform on a page or blog post.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn permitted_operations(&self, content: impl Into<ContentId>) -> Result<Vec<Permitted>> {
        let content = self.read(content.into(), "permitted").await?;
        deployed!(self => restrictions::permitted(&content).await)
    }

    /// Checks the permission of a person on a page or blog post: `read`, `update` or `delete`.
    ///
    /// # Errors
    /// `Unsupported` on Data Center, where [`Wiki::permitted_operations`] answers for the caller; `NotFound`; `Policy`.
    pub async fn has_permission(
        &self,
        content: impl Into<ContentId>,
        person: &str,
        operation: &str,
    ) -> Result<bool> {
        let content = self.read(content.into(), "may").await?;
        deployed!(self => restrictions::may(&content, person, operation).await)
    }

    pub(super) async fn all_restrictions(&self, content: &ClearedRead<ContentId>) -> Result<Restrictions> {
        let (read, update) = deployed!(self => restrictions::get(content).await)?;
        let read = self.everybody(content, PermissionKey::Read, read).await?;
        Ok(Restrictions { read, update: self.everybody(content, PermissionKey::Update, update).await? })
    }

    /// All who are left in. The service names some of them at first, and those behind so many where it is asked.
    async fn everybody(
        &self,
        content: &ClearedRead<ContentId>,
        key: PermissionKey,
        first: AllowedPart,
    ) -> Result<Allowed> {
        let (mut all, mut part, mut behind) = (Allowed::default(), first, 0);
        loop {
            let new = all.add(part.allowed);
            match part.cut_after {
                Some(many) if new => behind += many,
                _ => return Ok(all),
            }
            part = deployed!(self => restrictions::behind(content, key.clone(), behind).await)?;
        }
    }

    /// A restriction that leaves the caller out could not be taken back by them.
    pub(super) async fn keep_caller_in(&self, to: &Restrictions) -> Result<()> {
        let lists = [("read", &to.read), ("change", &to.update)];
        let restricted: Vec<(&str, &Allowed)> =
            lists.into_iter().filter(|(_, allowed)| !allowed.is_everybody()).collect();
        if restricted.is_empty() {
            return Ok(());
        }
        let me = self.current_user().await?;
        let unlisted =
            |(_, allowed): &(&str, &Allowed)| !allowed.people.iter().any(|person| person.id == me.id);
        let mut by_group: Vec<(&str, &Allowed)> = restricted.into_iter().filter(unlisted).collect();
        let mut mine = self.groups_of(&me.id).limit(200).stream();
        while !by_group.is_empty()
            && let Some(own) = mine.try_next().await?
        {
            by_group.retain(|(_, allowed)| !allowed.groups.iter().any(|group| group.id == own.id));
        }
        if by_group.is_empty() {
            return Ok(());
        }
        let lists: Vec<&str> = by_group.into_iter().map(|(list, _)| list).collect();
        Err(Error::new(ErrorKind::Invalid, "restrict").with_message(format!(
            "this would lock you out: you are not among those who may {} the page; add yourself ({}) or a group of yours \
             there",
            lists.join(", nor among those who may "),
            me.id
        )))
    }
}
