//! Restrictions and permissions of Cloud.

use super::place;
use crate::error::Result;
use crate::ids::{BlogPostId, ContentId, GroupId, PageId};
use crate::models::v1::{
    GroupRef, NewPermissionSubject, NewRestrictedTo, PermissionQuestion, Restriction, RestrictionExpansion,
    RestrictionUpdate, SubjectType, UserRef,
};
use crate::models::{ContentType, PermissionKey};
use crate::v2::operations::OperationOwner;
use crate::wiki::Wiki;
use crate::wiki::restrictions::{Allowed, Permitted, Restrictions};
use crate::{v1, v2};

/// Who may read and who may change: the first of them.
pub(in crate::wiki) async fn get(
    wiki: &Wiki,
    content: &ContentId,
) -> Result<(Option<Restriction>, Option<Restriction>)> {
    use RestrictionExpansion::{EditorGroups, Editors, ReaderGroups, Readers};
    let ask = v1::content_restrictions::by_operation(content);
    let found = wiki.client.send(ask.expand([Readers, ReaderGroups, Editors, EditorGroups])).await?;
    Ok((found.read, found.update))
}

/// Who is left in behind the first so many.
pub(in crate::wiki) async fn behind(
    wiki: &Wiki,
    content: &ContentId,
    key: PermissionKey,
    many: u32,
) -> Result<Restriction> {
    let ask = v1::content_restrictions::for_operation(content, key).start(many);
    wiki.client.send(ask.expand([RestrictionExpansion::Users, RestrictionExpansion::Groups])).await
}

pub(in crate::wiki) async fn set(wiki: &Wiki, content: &ContentId, to: &Restrictions) -> Result<()> {
    let updates = [(PermissionKey::Read, &to.read), (PermissionKey::Update, &to.update)];
    let updates: Vec<RestrictionUpdate> =
        updates.into_iter().map(|(key, allowed)| RestrictionUpdate::new(key, left_in(allowed))).collect();
    wiki.client.send(v1::content_restrictions::replace(content, updates)).await.map(drop)
}

fn left_in(allowed: &Allowed) -> NewRestrictedTo {
    let people: Vec<UserRef> =
        allowed.people.iter().map(|person| UserRef::account(person.id.as_str())).collect();
    let groups: Vec<GroupRef> =
        allowed.groups.iter().map(|group| GroupRef::of(GroupId::from(group.id.as_str()))).collect();
    NewRestrictedTo::new().user(people).group(groups)
}

pub(in crate::wiki) async fn permitted(wiki: &Wiki, content: &ContentId) -> Result<Vec<Permitted>> {
    let owner: OperationOwner = match place::kind(wiki, content).await? {
        ContentType::BlogPost => BlogPostId::from(content.as_str()).into(),
        _ => PageId::from(content.as_str()).into(),
    };
    let answer = wiki.client.send(v2::operations::of(owner)).await?;
    Ok(answer
        .operations
        .into_iter()
        .filter_map(|one| Some(Permitted { operation: one.operation?, target: one.target_type? }))
        .collect())
}

pub(in crate::wiki) async fn may(
    wiki: &Wiki,
    content: &ContentId,
    person: &str,
    operation: &str,
) -> Result<bool> {
    let subject = NewPermissionSubject::new(SubjectType::User, person);
    let question = PermissionQuestion::new(subject, operation);
    Ok(wiki.client.send(v1::content_permissions::check(content, question)).await?.has_permission)
}
