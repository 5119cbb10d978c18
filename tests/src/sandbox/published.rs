//! The published description behind the operations: their names, scopes, what a request may hold, and what
//! an answer looks like.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use http::Method;
use serde_json::Value;

use super::face::Face;
use super::failure::Failure;
use super::reply::Reply;
use super::request::Request;
pub(crate) use crate::facts::Operation;
use crate::facts::{Api, Facts, notation::Type};
use crate::published::{Fill, example, judge};

/// One API with a way to its operations by path.
#[derive(Debug)]
pub(crate) struct Published {
    facts: Facts,
    /// Positions of operations, by how many segments their paths have.
    by_length: HashMap<usize, Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    method: Method,
    /// `None` stands for a parameter.
    segments: Vec<Option<String>>,
    position: usize,
}

/// The API behind a face.
pub(crate) fn published(face: Face) -> &'static Published {
    static V2: LazyLock<Published> = LazyLock::new(|| Published::read(Api::V2));
    static V1: LazyLock<Published> = LazyLock::new(|| Published::read(Api::V1));
    static DATA_CENTER: LazyLock<Published> = LazyLock::new(|| Published::read(Api::Dc));
    match face {
        Face::CloudV2 => &V2,
        Face::CloudV1 => &V1,
        Face::DataCenter | Face::Authorization => &DATA_CENTER,
    }
}

/// Every scope that some operation of Cloud asks for.
pub(crate) fn all_scopes() -> BTreeSet<String> {
    let operations =
        [Face::CloudV2, Face::CloudV1].into_iter().flat_map(|face| &published(face).facts.operations);
    operations.flat_map(|it| it.granular.iter().chain(&it.classic)).cloned().collect()
}

/// Whether a token's scopes cover an operation: all granular ones, or all classic ones.
pub(crate) fn scopes_suffice(operation: &Operation, held: &BTreeSet<String>) -> bool {
    let covers = |scopes: &[String]| !scopes.is_empty() && scopes.iter().all(|scope| held.contains(scope));
    let free = operation.granular.is_empty() && operation.classic.is_empty();
    free || covers(&operation.granular) || covers(&operation.classic)
}

impl Published {
    fn read(api: Api) -> Self {
        let facts =
            Facts::load(api).unwrap_or_else(|problem| panic!("the fact tables cannot be read: {problem}"));
        let mut by_length: HashMap<usize, Vec<Entry>> = HashMap::new();
        for (position, operation) in facts.operations.iter().enumerate() {
            let parts = operation.path.split('/').filter(|part| !part.is_empty());
            let segments: Vec<_> =
                parts.map(|part| Some(part.to_owned()).filter(|it| !it.starts_with('{'))).collect();
            let method = Method::from_bytes(operation.method.as_bytes()).unwrap_or_default();
            by_length.entry(segments.len()).or_default().push(Entry { method, segments, position });
        }
        Self { facts, by_length }
    }

    /// The operation of a method and path; literal segments win.
    pub(crate) fn find(&self, method: &Method, segments: &[String]) -> Option<&Operation> {
        let entries = self.by_length.get(&segments.len())?;
        let fitting = entries.iter().filter(|entry| entry.method == *method && entry.fits(segments));
        let best =
            fitting.min_by_key(|entry| entry.segments.iter().filter(|segment| segment.is_none()).count())?;
        self.facts.operations.get(best.position)
    }

    /// Holds a request against the description.
    ///
    /// # Errors
    /// 400 that names every parameter and property at fault.
    pub(crate) fn check(
        &self,
        operation: &Operation,
        segments: &[String],
        request: &Request<'_>,
    ) -> Result<(), Failure> {
        let mut judged = wiremock::Request {
            url: request.url.clone(),
            method: request.method.clone(),
            headers: request.headers.clone(),
            body: request.body.to_vec(),
        };
        // The links of lists carry these, and the service takes them back, published or not.
        let kept = request.query.iter().filter(|(name, _)| !matches!(name.as_str(), "next" | "prev"));
        judged.url.set_query(None);
        judged.url.query_pairs_mut().extend_pairs(kept);
        let template = operation.path.split('/').filter(|part| !part.is_empty());
        let holes = template.zip(segments).filter(|(part, _)| part.starts_with('{'));
        let arguments: Vec<String> = holes.map(|(_, segment)| segment.clone()).collect();
        let faults = judge::faults(&self.facts, operation, &arguments, &judged);
        match faults.is_empty() {
            true => Ok(()),
            false => Err(Failure::invalid(format!(
                "{} is not called as published: {}",
                operation.id,
                faults.join("; ")
            ))),
        }
    }

    /// An answer made up from the description.
    pub(crate) fn example(&self, operation: &Operation) -> Reply {
        let responses = self.facts.responses.iter().filter(|response| response.operation == operation.id);
        let Some(response) = responses.min_by_key(|response| response.status) else {
            return Reply::empty(204);
        };
        if response.status == 302 {
            return Reply::redirect("/wiki/example");
        }
        match &response.kind {
            None => Reply::empty(response.status),
            Some(kind) if *kind == Type::scalar("binary") => {
                let media = response.media.clone().unwrap_or_default();
                Reply::new(response.status, "", *b"example").header("content-type", media)
            }
            Some(kind) => {
                let mut value = example::of(&self.facts, kind, Fill::Full);
                last_page(&mut value);
                Reply::json(response.status, &value)
            }
        }
    }
}

impl Entry {
    fn fits(&self, segments: &[String]) -> bool {
        let same =
            |(expected, found): (&Option<String>, &String)| expected.as_ref().is_none_or(|it| it == found);
        self.segments.iter().zip(segments).all(same)
    }
}

/// A made-up link to more would send a client round in circles.
fn last_page(value: &mut Value) {
    if let Some(links) = value.get_mut("_links").and_then(Value::as_object_mut) {
        links.retain(|name, _| !matches!(name.as_str(), "next" | "prev" | "key"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::route::Routes;
    use super::super::{cloud_v1, cloud_v2, data_center};
    use super::*;

    /// Paths beside the APIs, which nobody publishes as operations.
    const BESIDE: [&str; 5] =
        ["shortLink", "downloadServlet", "inlineCommentServlet", "resolveInlineComment", "likesServlet"];

    #[test]
    fn every_row_is_called_as_it_is_published() {
        let faces: [(Face, &Routes); 3] = [
            (Face::CloudV2, cloud_v2::routes()),
            (Face::CloudV1, cloud_v1::routes()),
            (Face::DataCenter, data_center::routes()),
        ];
        for (face, routes) in faces {
            for (route, example) in routes.examples().filter(|(route, _)| !BESIDE.contains(&route.operation))
            {
                let found = published(face).find(&route.method, &example);
                let expected = (!route.removed).then_some(route.operation);
                assert_eq!(found.map(|it| it.id.as_str()), expected, "{face:?} {example:?}");
            }
        }
    }

    #[test]
    fn every_published_operation_is_found_by_its_path_and_has_an_example() {
        let mut count = 0;
        for face in [Face::CloudV2, Face::CloudV1, Face::DataCenter] {
            let api = published(face);
            for operation in &api.facts.operations {
                let parts = operation.path.split('/').filter(|part| !part.is_empty());
                let segments: Vec<String> = parts
                    .map(|part| if part.starts_with('{') { "7".to_owned() } else { part.to_owned() })
                    .collect();
                let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
                assert_eq!(api.find(&method, &segments).map(|it| &it.id), Some(&operation.id));
                let reply = api.example(operation);
                assert!(
                    reply.status < 400 && !String::from_utf8_lossy(&reply.body).contains("\"next\""),
                    "{operation:?}"
                );
                count += 1;
            }
        }
        assert_eq!(count, 511);
    }

    #[test]
    fn scopes_of_one_family_suffice() {
        let operation =
            published(Face::CloudV1).facts.operations.iter().find(|it| it.id == "updateAttachmentProperties");
        let operation = operation.unwrap();
        let held = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect();
        assert!(scopes_suffice(operation, &operation.classic.iter().cloned().collect()));
        assert!(scopes_suffice(operation, &operation.granular.iter().cloned().collect()));
        assert!(!scopes_suffice(operation, &held(&[&operation.granular[0]])));
        assert!(!scopes_suffice(operation, &held(&[])));
    }
}
