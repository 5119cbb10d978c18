//! A service that knows nothing but the published facts: it refuses every request that is not as published, and
//! answers the others with examples of the published types.

pub(crate) mod example;
mod format;
pub(crate) mod judge;
mod multipart;
mod value;
pub mod variation;

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

use crate::facts::{Api, Facts, Operation, Response, notation::Type};
pub use example::Fill;

/// Where redirects lead.
const FILE: &str = "/file-store/1";

/// A running service of one API.
#[derive(Debug)]
pub struct Published {
    server: MockServer,
    refused: Arc<Mutex<Vec<String>>>,
}

impl Published {
    /// Starts the service on a free port of this machine.
    ///
    /// # Errors
    /// The tables of the facts cannot be read.
    pub async fn start(api: Api, fill: Fill) -> Result<Self, String> {
        let refused = Arc::default();
        let server = MockServer::builder().disable_request_recording().start().await;
        let answers = Answers {
            api,
            fill,
            facts: Facts::load(api)?,
            refused: Arc::clone(&refused),
            elsewhere: format!("http://localhost:{}", server.address().port()),
        };
        Mock::given(any()).respond_with(answers).mount(&server).await;
        Ok(Self { server, refused })
    }

    /// The address to give to a client, with a context path on Data Center.
    #[must_use]
    pub fn base(&self) -> String {
        self.server.uri()
    }

    /// What was not as published in the requests so far.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

struct Answers {
    api: Api,
    fill: Fill,
    facts: Facts,
    refused: Arc<Mutex<Vec<String>>>,
    /// This service by another name: what is beside the site is not the site.
    elsewhere: String,
}

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        if request.url.path() == FILE {
            return ResponseTemplate::new(200).set_body_raw("bytes", "application/octet-stream");
        }
        let Some((operation, arguments)) = self.operation(request) else {
            return self.refuse(request, vec!["no such operation is published".to_owned()]);
        };
        let faults = judge::faults(&self.facts, operation, &arguments, request);
        if faults.is_empty() { self.answer(operation) } else { self.refuse(request, faults) }
    }
}

impl Answers {
    /// The operation that a request is for, with its path's arguments: of several, the one with the most words.
    fn operation(&self, request: &Request) -> Option<(&Operation, Vec<String>)> {
        let root = match self.api {
            Api::V2 => "/wiki/api/v2",
            Api::V1 => "/wiki/rest/api",
            Api::Dc => "/rest/api",
        };
        let path = request.url.path().strip_prefix(root)?;
        let fitting = self.facts.operations.iter().filter(|one| one.method == request.method.as_str());
        fitting
            .filter_map(|one| Some((one, arguments(&one.path, path)?)))
            .min_by_key(|(_, arguments)| arguments.len())
    }

    fn refuse(&self, request: &Request, faults: Vec<String>) -> ResponseTemplate {
        let faults = faults.into_iter().map(|fault| format!("{} {}: {fault}", request.method, request.url));
        let faults: Vec<String> = faults.collect();
        let title = faults.join("; ");
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).extend(faults);
        let body = json!({ "errors": [{ "status": 400, "code": "NOT_AS_PUBLISHED", "title": title }] });
        ResponseTemplate::new(400).set_body_json(body)
    }

    fn answer(&self, operation: &Operation) -> ResponseTemplate {
        let Some(response) = self.facts.responses.iter().find(|one| one.operation == operation.id) else {
            return ResponseTemplate::new(204);
        };
        let Response { status, media, kind, .. } = response;
        let template = ResponseTemplate::new(*status);
        match (kind, media) {
            (None, _) if *status == 302 => {
                template.insert_header("location", format!("{}{FILE}", self.elsewhere).as_str())
            }
            (Some(kind), Some(media)) if *kind == Type::scalar("binary") => {
                template.set_body_raw("bytes", media)
            }
            (Some(kind), _) => template.set_body_json(example::of(&self.facts, kind, self.fill)),
            (None, _) => template,
        }
    }
}

/// The arguments of a path, if it fits the template.
fn arguments(template: &str, path: &str) -> Option<Vec<String>> {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let mut arguments = Vec::new();
    for (expected, segment) in template.iter().zip(&path) {
        if expected.starts_with('{') && !segment.is_empty() {
            arguments.push((*segment).to_owned());
        } else if expected != segment {
            return None;
        }
    }
    (template.len() == path.len()).then_some(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_its_template() {
        assert_eq!(arguments("/pages/{id}/labels", "/pages/7/labels"), Some(vec!["7".to_owned()]));
        assert_eq!(arguments("/pages/{id}/labels", "/pages/7"), None);
        assert_eq!(arguments("/pages/{id}", "/pages/"), None);
        assert_eq!(arguments("/pages/{id}", "/spaces/7"), None);
    }
}
