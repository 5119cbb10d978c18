//! Spaces of Data Center.

use crate::dc;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SpaceKey;
use crate::models::dc::NewSpace as NewSpaceBody;
use crate::models::v1::{self, NewDescription};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{begun_task, space, space_body};
use crate::wiki::list::List;
use crate::wiki::model::content::Space;
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::model::spaces::{NewSpace, SpaceUpdate};
use crate::wiki::policy::{ClearedRead, ClearedWrite, Scope};

const WHOLE: [&str; 2] = ["homepage", "description.plain"];

pub(in crate::wiki) fn list(backend: &Backend, scope: &ClearedRead<Scope>) -> List<Space> {
    let mut ask = dc::spaces::list().expand(["homepage"]);
    if !scope.only.is_empty() {
        ask = ask.space_key(scope.only.as_slice());
    }
    List::of(backend, ask, |backend, found: v1::Space| {
        let key = found.key.clone()?;
        Some(space(backend, found, key))
    })
}

pub(in crate::wiki) async fn get(backend: &Backend, key: &ClearedRead<SpaceKey>) -> Result<Space> {
    let found = backend.client.send(dc::spaces::get(key).expand(WHOLE)).await?;
    let own = found.key.clone().unwrap_or_else(|| key.clone().into_inner());
    if !own.as_str().eq_ignore_ascii_case(key.as_str()) {
        return Err(Error::new(ErrorKind::Decode, "getSpace")
            .with_message(format!("the service answers another space than {}, which was asked for", **key)));
    }
    Ok(space(backend, found, own))
}

pub(in crate::wiki) async fn create(backend: &Backend, new: &ClearedWrite<NewSpace>) -> Result<Space> {
    let mut body = NewSpaceBody::new(&new.key, new.name.as_str());
    if let Some(description) = &new.description {
        body = body.description(NewDescription::text(description.as_str()));
    }
    let made = match new.private {
        true => backend.client.send(dc::spaces::create_private(body)).await?,
        false => backend.client.send(dc::spaces::create(body)).await?,
    };
    Ok(space(backend, made, new.key.clone()))
}

pub(in crate::wiki) async fn update(
    backend: &Backend,
    key: &ClearedWrite<SpaceKey>,
    update: SpaceUpdate,
) -> Result<()> {
    backend.client.send(dc::spaces::update(key, space_body(update))).await.map(drop)
}

pub(in crate::wiki) async fn delete(backend: &Backend, key: &ClearedWrite<SpaceKey>) -> Result<LongTask> {
    begun_task(backend.client.send(dc::spaces::delete(key)).await?)
}
