//! Restrictions and permissions of Data Center.

use crate::dc;
use crate::error::Result;
use crate::ids::ContentId;
use crate::models::PermissionKey;
use crate::models::dc::{NamedGroup, NewRestriction, RestrictedTo};
use crate::models::v1::UserRef;
use crate::wiki::backend::Backend;
use crate::wiki::driver::unsupported;
use crate::wiki::driver::v1_mapping::allowed;
use crate::wiki::model::restrictions::{Allowed, AllowedPart, Permitted, Restrictions};
use crate::wiki::policy::{ClearedRead, ClearedWrite};

const PEOPLE: [&str; 4] = [
    "read.restrictions.user",
    "read.restrictions.group",
    "update.restrictions.user",
    "update.restrictions.group",
];

/// Who may read and who may change: the first of them.
pub(in crate::wiki) async fn get(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
) -> Result<(AllowedPart, AllowedPart)> {
    let found = backend.client.send(dc::content_restrictions::by_operation(content).expand(PEOPLE)).await?;
    Ok((allowed(found.read)?, allowed(found.update)?))
}

/// Who is left in behind the first so many.
pub(in crate::wiki) async fn behind(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
    key: PermissionKey,
    many: u32,
) -> Result<AllowedPart> {
    let ask = dc::content_restrictions::for_operation(content, key).start(many);
    allowed(Some(backend.client.send(ask.expand(["restrictions.user", "restrictions.group"])).await?))
}

pub(in crate::wiki) async fn set(
    backend: &Backend,
    content: &ClearedWrite<ContentId>,
    to: &Restrictions,
) -> Result<()> {
    let updates = [(PermissionKey::Read, &to.read), (PermissionKey::Update, &to.update)];
    let updates: Vec<NewRestriction> =
        updates.into_iter().map(|(key, allowed)| NewRestriction::new(key, left_in(allowed))).collect();
    backend.client.send(dc::content_restrictions::replace(content, updates)).await.map(drop)
}

fn left_in(allowed: &Allowed) -> RestrictedTo {
    let people: Vec<UserRef> = allowed.people.iter().map(|person| UserRef::key(person.id.as_str())).collect();
    let groups: Vec<NamedGroup> =
        allowed.groups.iter().map(|group| NamedGroup::of(group.name.as_str())).collect();
    RestrictedTo::new().user(people).group(groups)
}

pub(in crate::wiki) async fn permitted(
    backend: &Backend,
    content: &ClearedRead<ContentId>,
) -> Result<Vec<Permitted>> {
    let found = backend.client.send(dc::content::get(content).expand(["operations"])).await?;
    Ok(found
        .operations
        .into_iter()
        .filter_map(|one| Some(Permitted { operation: one.operation?.to_string(), target: one.target_type? }))
        .collect())
}

pub(in crate::wiki) async fn may(_: &Backend, _: &ClearedRead<ContentId>, _: &str, _: &str) -> Result<bool> {
    Err(unsupported(
        "may",
        "the REST API of Data Center does not say what somebody else may do, only what the caller may; the \
         restrictions of the page, and of those above it, say who is left in",
    ))
}
