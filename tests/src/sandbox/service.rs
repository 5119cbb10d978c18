//! From a request on a listener to its outcome: fault, admission, operation, refusal.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use http::Method;
use serde_json::json;

use super::addresses::{Addresses, Deployment};
use super::authorization::{self, Endpoint, Grants};
use super::call::Call;
use super::credentials::{Caller, Credentials};
use super::face::Face;
use super::failure::Failure;
use super::fault::Faults;
use super::reply::{Outcome, Reply};
use super::request::{Presented, Request};
use super::route::{Captures, Found, Route};
use super::store::Store;
use super::traffic::{Ledger, SeenRequest};
use super::{cloud_v1, cloud_v2, data_center, media};

/// One of the origins that make up a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listener {
    Site,
    Gateway,
    Authorization,
    Media,
}

impl Listener {
    fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Gateway => "gateway",
            Self::Authorization => "authorization",
            Self::Media => "media",
        }
    }
}

/// Everything that changes while a sandbox runs.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) credentials: Credentials,
    pub(crate) grants: Grants,
    pub(crate) faults: Faults,
    pub(crate) ledger: Ledger,
    pub(crate) latency: Duration,
}

/// The world, and where it listens.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) addresses: OnceLock<Addresses>,
    world: Mutex<World>,
}

/// What a request asks for.
#[derive(Debug)]
enum Target<'r> {
    Operation {
        face: Face,
        route: &'r Route,
        captures: Captures,
        from: usize,
    },
    Endpoint(Endpoint),
    File(Captures),
    /// No operation: what the web application, the gateway or an unknown API path answers.
    Other(Reply),
}

impl Service {
    pub(crate) fn new(world: World) -> Self {
        Self { addresses: OnceLock::new(), world: Mutex::new(world) }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves one request.
    pub(crate) fn serve(&self, listener: Listener, raw: &wiremock::Request) -> Outcome {
        let Some(site) = self.addresses.get() else { return Outcome::HangUp };
        let request = Request::new(raw);
        let target = resolve(site, listener, &request);
        let (operation, face) = (target.operation(), target.face());
        let mut world = self.world();
        let now = world.store.now();
        let mut outcome = match world.faults.take(operation) {
            Some(fault) => fault.apply(face, now, || world.process(site, listener, &request, target)),
            None => Outcome::Reply(world.process(site, listener, &request, target)),
        };
        if let Outcome::Reply(reply) = &mut outcome {
            reply.delay += world.latency;
            reply.headers.push(trace(site.deployment));
        }
        world.ledger.note(listener, operation, &request, &outcome);
        outcome
    }
}

impl World {
    fn process(
        &mut self,
        site: &Addresses,
        listener: Listener,
        request: &Request<'_>,
        target: Target<'_>,
    ) -> Reply {
        let now = self.store.now();
        match target {
            Target::Other(reply) => reply,
            Target::Endpoint(endpoint) => {
                authorization::serve(endpoint, &mut self.grants, site, request, now)
            }
            Target::File(captures) => media::serve(&self.store, request, &captures),
            Target::Operation { face, route, captures, from } => {
                let door = (site.deployment, listener, face);
                match self.credentials.admit(door, &request.presented(), &self.grants, now) {
                    Err(refusal) => refusal,
                    Ok(caller) => self.call(site, request, (face, route), captures, from, caller),
                }
            }
        }
    }

    fn call(
        &mut self,
        site: &Addresses,
        request: &Request<'_>,
        (face, route): (Face, &Route),
        captures: Captures,
        from: usize,
        caller: Caller,
    ) -> Reply {
        if route.removed && caller.oauth && face == Face::CloudV1 {
            return face.refuse(&Failure::gone());
        }
        let segments = request.segments.get(from..).unwrap_or_default();
        let call = Call { request, segments, captures, account: caller.account, site, face };
        let answer = guard(&call).and_then(|()| (route.handler)(&mut self.store, &call));
        answer.unwrap_or_else(|failure| face.refuse(&failure))
    }
}

/// Refuses what the service refuses before it looks at an operation.
fn guard(call: &Call<'_>) -> Result<(), Failure> {
    let form = call.request.header("content-type").is_some_and(|kind| kind.starts_with("multipart/"));
    let token = call.request.header("x-atlassian-token");
    let accepted = token == Some("no-check") || (token == Some("nocheck") && call.face.is_cloud());
    if form && !accepted {
        return Err(Failure::forbidden("XSRF check failed"));
    }
    if call.request.body.len() > 5 << 20 && !form {
        return Err(Failure::too_large("Request body exceeds the limit of 5 MB"));
    }
    Ok(())
}

impl Target<'_> {
    fn operation(&self) -> &'static str {
        match self {
            Self::Operation { route, .. } => route.operation,
            Self::Endpoint(endpoint) => endpoint.operation(),
            Self::File(_) => "download",
            Self::Other(_) => "unknown",
        }
    }

    fn face(&self) -> Face {
        match self {
            Self::Operation { face, .. } => *face,
            _ => Face::Authorization,
        }
    }
}

fn resolve(site: &Addresses, listener: Listener, request: &Request<'_>) -> Target<'static> {
    if let Some(endpoint) = authorization::endpoint(site, listener, request) {
        return Target::Endpoint(endpoint);
    }
    if let Some(captures) = media::file(listener, request) {
        return Target::File(captures);
    }
    let segments: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    match (site.deployment, listener) {
        (Deployment::Cloud, Listener::Site) => cloud(0, &segments, request),
        (Deployment::Cloud, Listener::Gateway) => match segments.as_slice() {
            ["ex", "confluence", cloud_id, ..] if *cloud_id == site.cloud_id => {
                cloud(3, segments.get(3..).unwrap_or_default(), request)
            }
            _ => Target::Other(Reply::json(404, &json!({"code": 404, "message": "Not Found"}))),
        },
        (Deployment::DataCenter, Listener::Site) => data_center_target(site, &segments, request),
        _ => Target::Other(Reply::html(404, "Not Found")),
    }
}

fn cloud(skipped: usize, segments: &[&str], request: &Request<'_>) -> Target<'static> {
    match segments {
        ["wiki", "api", "v2", ..] => operation(Face::CloudV2, skipped + 3, request),
        ["wiki", "rest", "api", ..] => operation(Face::CloudV1, skipped + 3, request),
        ["wiki", "x", _] => operation(Face::CloudV1, skipped + 1, request),
        ["wiki", "download", ..] => Target::Other(Reply::html(401, "HTTP Status 401 - Unauthorized")),
        _ => Target::Other(Reply::html(200, "Confluence")),
    }
}

fn data_center_target(site: &Addresses, segments: &[&str], request: &Request<'_>) -> Target<'static> {
    let context = site.context.split('/').filter(|part| !part.is_empty()).count();
    let inside = request.path.strip_prefix(&site.context).is_some_and(|rest| rest.starts_with('/'));
    match segments.get(context..).unwrap_or_default() {
        ["rest", "api", "latest", ..] if inside => operation(Face::DataCenter, context + 3, request),
        ["rest", "api", ..] if inside => operation(Face::DataCenter, context + 2, request),
        ["download", ..] | ["x", _] if inside => operation(Face::DataCenter, context, request),
        _ if inside => Target::Other(Reply::html(200, "Log In - Confluence")),
        _ => Target::Other(Reply::html(404, "HTTP Status 404 - Not Found")),
    }
}

fn operation(face: Face, from: usize, request: &Request<'_>) -> Target<'static> {
    let routes = match face {
        Face::CloudV2 => cloud_v2::routes(),
        Face::CloudV1 => cloud_v1::routes(),
        Face::DataCenter | Face::Authorization => data_center::routes(),
    };
    let method = if request.method == Method::HEAD { &Method::GET } else { &request.method };
    match routes.find(method, request.segments.get(from..).unwrap_or_default()) {
        Found::Route(route, captures) => Target::Operation { face, route, captures, from },
        Found::OtherMethod => Target::Other(face.refuse(&Failure::method_not_allowed())),
        Found::Nothing if face == Face::CloudV2 => {
            Target::Other(Reply::html(404, "Oops, you've found a dead link."))
        }
        Found::Nothing => Target::Other(face.refuse(&Failure::not_found("null for uri"))),
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
