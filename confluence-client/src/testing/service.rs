//! From a request on a listener to its outcome: fault, admission, operation, refusal.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use super::addresses::{Addresses, Deployment};
use super::authorization::{self, Grants};
use super::call::Call;
use super::caller::Caller;
use super::credentials::Credentials;
use super::face::Face;
use super::failure::Failure;
use super::fault::Faults;
use super::listener::Listener;
use super::media;
use super::published::{Operation, published, scopes_suffice};
use super::reply::{Outcome, Reply};
use super::request::{Presented, Request};
use super::store::Store;
use super::target::{Target, Wanted, resolve};
use super::traffic::{Ledger, SeenRequest};

/// Everything that changes while a sandbox runs.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) credentials: Credentials,
    pub(crate) grants: Grants,
    pub(crate) faults: Faults,
    pub(crate) ledger: Ledger,
    pub(crate) latency: Duration,
    pub(crate) strictness: Strictness,
}

/// How closely requests are held against the published description.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// Not at all, beyond what an operation itself looks at.
    #[default]
    Lenient,
    /// Unknown, missing and mistyped parameters and properties are refused.
    #[allow(dead_code, reason = "for the sandbox of this project's own tests")]
    Strict,
    /// As strict, and every operation is answered with an example.
    Examples,
}

/// The world, and where it listens.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) addresses: OnceLock<Addresses>,
    world: Mutex<World>,
}

impl Service {
    pub(crate) fn new(world: World) -> Self {
        Self { addresses: OnceLock::new(), world: Mutex::new(world) }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves one request.
    pub(crate) fn serve(&self, listener: Listener, request: &Request<'_>) -> Outcome {
        let Some(site) = self.addresses.get() else { return Outcome::HangUp };
        let target = resolve(site, listener, request);
        let (operation, face) = (target.operation(), target.face());
        let mut world = self.world();
        let now = world.store.now();
        let mut outcome = match world.faults.take(operation) {
            Some(fault) => fault.apply(face, now, || world.process(site, listener, request, target)),
            None => Outcome::Reply(world.process(site, listener, request, target)),
        };
        if let Outcome::Reply(reply) = &mut outcome {
            reply.delay += world.latency;
            reply.headers.push(trace(site.deployment));
            reply.headers.push(("date", now.http_date()));
        }
        world.ledger.note(listener, operation, request, &outcome);
        outcome
    }
}

impl World {
    fn process(
        &mut self,
        site: &Addresses,
        listener: Listener,
        request: &Request<'_>,
        target: Target,
    ) -> Reply {
        let now = self.store.now();
        match target {
            Target::Other(reply) => reply,
            Target::Endpoint(endpoint) => {
                authorization::serve(endpoint, &mut self.grants, site, request, now)
            }
            Target::File(captures) => media::serve(&self.store, request, &captures),
            Target::Operation(wanted) => {
                let door = (site.deployment, listener, wanted.face);
                match self.credentials.admit(door, &request.presented(), &mut self.grants, &site.site, now) {
                    Err(refusal) => refusal,
                    Ok(caller) => self.call(site, request, wanted, caller),
                }
            }
        }
    }

    fn call(&mut self, site: &Addresses, request: &Request<'_>, wanted: Wanted, caller: Caller) -> Reply {
        let face = wanted.face;
        let removed = wanted.played.as_ref().is_some_and(|(route, _)| route.removed);
        if removed && caller.oauth && face == Face::CloudV1 {
            return face.refuse(&Failure::gone());
        }
        if let (Some(operation), Some(scopes)) = (wanted.published, &caller.scopes)
            && !scopes_suffice(operation, scopes)
        {
            return face.scope_mismatch();
        }
        let segments = request.segments.get(wanted.from..).unwrap_or_default();
        let (handler, captures) = wanted.played.map(|(route, captures)| (route.handler, captures)).unzip();
        let captures = captures.unwrap_or_default();
        let call = Call { request, segments, captures, account: caller.account, site, face };
        let answer = self.guard(&call, wanted.published).and_then(|()| match (handler, wanted.published) {
            (Some(handler), None) => handler(&mut self.store, &call),
            (Some(handler), Some(_)) if self.strictness != Strictness::Examples => {
                handler(&mut self.store, &call)
            }
            (_, Some(operation)) => Ok(published(face).example(operation)),
            (None, None) => Err(Failure::not_found("Not Found")),
        });
        answer.unwrap_or_else(|failure| face.refuse(&failure))
    }

    /// Refuses what the service refuses before it looks at an operation.
    fn guard(&self, call: &Call<'_>, operation: Option<&Operation>) -> Result<(), Failure> {
        let form = call.request.header("content-type").is_some_and(|kind| kind.starts_with("multipart/"));
        let token = call.request.header("x-atlassian-token");
        let accepted = token == Some("no-check") || (token == Some("nocheck") && call.face.is_cloud());
        if form && !accepted {
            return Err(Failure::forbidden("XSRF check failed"));
        }
        if call.request.body.len() > 5 << 20 && !form {
            return Err(Failure::too_large("Request body exceeds the limit of 5 MB"));
        }
        match operation.filter(|_| self.strictness != Strictness::Lenient) {
            Some(operation) => published(call.face).check(operation, call.segments, call.request),
            None => Ok(()),
        }
    }
}

/// The header that identifies a request to the support.
fn trace(deployment: Deployment) -> (&'static str, String) {
    let id = format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
    match deployment {
        Deployment::Cloud => ("atl-request-id", id),
        Deployment::DataCenter => ("x-arequestid", id),
    }
}

impl Ledger {
    fn note(&mut self, listener: Listener, operation: &str, request: &Request<'_>, outcome: &Outcome) {
        let (status, bytes_out) = match outcome {
            Outcome::Reply(reply) => (reply.status, reply.body.len()),
            Outcome::HangUp => (0, 0),
        };
        let scheme = match request.presented() {
            Presented::Nothing => None,
            _ => {
                request.header("authorization").and_then(|header| header.split(' ').next()).map(str::to_owned)
            }
        };
        let seen = SeenRequest {
            listener: listener.name(),
            method: request.method.to_string(),
            path: request.path.clone(),
            query: request.query.clone(),
            operation: operation.to_owned(),
            authorization: scheme,
            status,
        };
        self.record(seen, request.body.len(), bytes_out);
    }
}
