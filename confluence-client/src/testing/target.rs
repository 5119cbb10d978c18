//! What a request asks for, by listener and path.

use http::Method;
use serde_json::json;

use super::addresses::{Addresses, Deployment};
use super::authorization::{self, Endpoint};
use super::call::Captures;
use super::face::Face;
use super::failure::Failure;
use super::listener::Listener;
use super::published::{Operation, published};
use super::reply::Reply;
use super::request::Request;
use super::route::{Found, Route};
use super::{cloud_v1, cloud_v2, data_center, media};

/// An operation of an API: as published, as played, or both.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) face: Face,
    pub(crate) published: Option<&'static Operation>,
    pub(crate) played: Option<(&'static Route, Captures)>,
    /// How many segments of the path lead to the root of the API.
    pub(crate) from: usize,
}

/// What a request asks for.
#[derive(Debug)]
pub(crate) enum Target {
    Operation(Wanted),
    Endpoint(Endpoint),
    File(Captures),
    /// No operation: what the web application, the gateway or an unknown API path answers.
    Other(Reply),
}

impl Target {
    /// The name under which the request is counted.
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::Operation(Wanted { published: Some(operation), .. }) => operation.id(),
            Self::Operation(Wanted { played: Some((route, _)), .. }) => route.operation,
            Self::Endpoint(endpoint) => endpoint.operation(),
            Self::File(_) => "download",
            Self::Operation(_) | Self::Other(_) => "unknown",
        }
    }

    pub(crate) fn face(&self) -> Face {
        match self {
            Self::Operation(wanted) => wanted.face,
            _ => Face::Authorization,
        }
    }
}

/// Finds out what a request asks for.
pub(crate) fn resolve(site: &Addresses, listener: Listener, request: &Request<'_>) -> Target {
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

fn cloud(skipped: usize, segments: &[&str], request: &Request<'_>) -> Target {
    match segments {
        ["wiki", "api", "v2", ..] => operation(Face::CloudV2, skipped + 3, request),
        ["wiki", "rest", "api", ..] => operation(Face::CloudV1, skipped + 3, request),
        ["wiki", "x", _] => operation(Face::CloudV1, skipped + 1, request),
        ["wiki", "download", ..] => Target::Other(Reply::html(401, "HTTP Status 401 - Unauthorized")),
        _ => Target::Other(Reply::html(200, "Confluence")),
    }
}

fn data_center_target(site: &Addresses, segments: &[&str], request: &Request<'_>) -> Target {
    let context = site.context.split('/').filter(|part| !part.is_empty()).count();
    let inside = request.path.strip_prefix(&site.context).is_some_and(|rest| rest.starts_with('/'));
    match segments.get(context..).unwrap_or_default() {
        ["rest", "api", "latest", ..] if inside => operation(Face::DataCenter, context + 3, request),
        ["rest", "api", ..] if inside => operation(Face::DataCenter, context + 2, request),
        ["download", ..] | ["x", _] | ["rest", "inlinecomments" | "likes", ..] if inside => {
            operation(Face::DataCenter, context, request)
        }
        _ if inside => Target::Other(Reply::html(200, "Log In - Confluence")),
        _ => Target::Other(Reply::html(404, "HTTP Status 404 - Not Found")),
    }
}

fn operation(face: Face, from: usize, request: &Request<'_>) -> Target {
    let routes = match face {
        Face::CloudV2 => cloud_v2::routes(),
        Face::CloudV1 => cloud_v1::routes(),
        Face::DataCenter | Face::Authorization => data_center::routes(),
    };
    let method = if request.method == Method::HEAD { &Method::GET } else { &request.method };
    let segments = request.segments.get(from..).unwrap_or_default();
    let published = published(face).find(method, segments);
    match (routes.find(method, segments), published) {
        (Found::Route(route, captures), _) => {
            Target::Operation(Wanted { face, published, played: Some((route, captures)), from })
        }
        (_, Some(_)) => Target::Operation(Wanted { face, published, played: None, from }),
        (Found::OtherMethod, None) => Target::Other(face.refuse(&Failure::method_not_allowed())),
        (Found::Nothing, None) if face == Face::CloudV2 => {
            Target::Other(Reply::html(404, "Oops, you've found a dead link."))
        }
        (Found::Nothing, None) => Target::Other(face.refuse(&Failure::not_found("null for uri"))),
    }
}
