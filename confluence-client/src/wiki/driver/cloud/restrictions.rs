//! Restrictions and permissions of Cloud.

use super::place;
use crate::error::Result;
use crate::ids::{BlogPostId, ContentId, GroupId, PageId};
use crate::models::v1::{
    GroupRef, NewPermissionSubject, NewRestrictedTo, PermissionQuestion, RestrictionExpansion,
    RestrictionUpdate, SubjectType, UserRef,
};
use crate::models::{ContentType, PermissionKey};
use crate::v2::operations::OperationOwner;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::allowed;
use crate::wiki::model::restrictions::{Allowed, AllowedPart, Permitted, Restrictions};
use crate::wiki::policy::{ClearedRead, ClearedWrite};
use crate::{v1, v2};

/// Who may read and who may change: the first of them.
pub(in crate::wiki) async fn get(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
) -> Result<(AllowedPart, AllowedPart)> {
    use RestrictionExpansion::{EditorGroups, Editors, Groups, ReaderGroups, Readers, Users};
    let ask = v1::content_restrictions::by_operation(content);
    // The document has two words for this operation, and the service is known to take those of each permission: what it
    // does not know it leaves out, and what does not come is an error.
    let lists = [Users, Groups, Readers, ReaderGroups, Editors, EditorGroups];
    let found = backend.client.send(ask.expand(lists)).await?;
    Ok((allowed(found.read)?, allowed(found.update)?))
}

/// Who is left in behind the first so many.
pub(in crate::wiki) async fn behind(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
    key: PermissionKey,
    many: u32,
) -> Result<AllowedPart> {
    let ask = v1::content_restrictions::for_operation(content, key).start(many);
    allowed(Some(
        backend.client.send(ask.expand([RestrictionExpansion::Users, RestrictionExpansion::Groups])).await?,
    ))
}

pub(in crate::wiki) async fn set(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    to: &Restrictions,
) -> Result<()> {
    let updates = [(PermissionKey::Read, &to.read), (PermissionKey::Update, &to.update)];
    let updates: Vec<RestrictionUpdate> =
        updates.into_iter().map(|(key, allowed)| RestrictionUpdate::new(key, left_in(allowed))).collect();
    backend.client.send(v1::content_restrictions::replace(content, updates)).await.map(drop)
}

fn left_in(allowed: &Allowed) -> NewRestrictedTo {
    let people: Vec<UserRef> =
        allowed.people.iter().map(|person| UserRef::account(person.id.as_str())).collect();
    let groups: Vec<GroupRef> =
        allowed.groups.iter().map(|group| GroupRef::of(GroupId::from(group.id.as_str()))).collect();
    NewRestrictedTo::new().user(people).group(groups)
}

pub(in crate::wiki) async fn permitted(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
) -> Result<Vec<Permitted>> {
    let owner: OperationOwner = match place::kind(backend, content).await? {
        ContentType::BlogPost => BlogPostId::from(content.as_str()).into(),
        _ => PageId::from(content.as_str()).into(),
    };
    let answer = backend.client.send(v2::operations::of(owner)).await?;
    Ok(answer
        .operations
        .into_iter()
        .filter_map(|one| Some(Permitted { operation: one.operation?, target: one.target_type? }))
        .collect())
}

pub(in crate::wiki) async fn may(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
    person: &str,
    operation: &str,
) -> Result<bool> {
    let subject = NewPermissionSubject::new(SubjectType::User, person);
    let question = PermissionQuestion::new(subject, operation);
    Ok(backend.client.send(v1::content_permissions::check(content, question)).await?.has_permission)
}
