//! `cargo xtask audit`: holds what confluence-client declares against the published facts.

mod exceptions;
mod index;
mod operations;
mod types;
mod words;

use std::collections::BTreeMap;

use ::tests::facts::{self, Api, Facts};
use confluence_client::{Operation, dc, describe, v1, v2};

use crate::Result;
use exceptions::Exceptions;
use types::Seen;
use words::{BodyWords, Words};

/// The APIs of which every operation is declared: there, a missing one is a fault.
const COMPLETE: [Api; 3] = Api::ALL;

/// Audits the three APIs, prints how much of each is declared, and fails on any mismatch.
pub(crate) fn run() -> Result<()> {
    let mut exceptions = Exceptions::default();
    let mut faults = 0;
    let mut words = BodyWords::default();
    for api in Api::ALL {
        let (facts, declared) = (Facts::load(api)?, declared(api));
        let mut audited = audit(&facts, api, &declared, (&mut exceptions, &mut words));
        if COMPLETE.contains(&api) {
            audited.faults.extend(index::fault(&facts, api, &declared)?);
        }
        println!("{} {}/{}", api.name(), audited.found, audited.published);
        for fault in &audited.faults {
            println!("    {fault}");
        }
        faults += audited.faults.len();
    }
    for fault in words.faults() {
        println!("    {fault}");
        faults += 1;
    }
    for unused in exceptions.unused() {
        println!("    the exception for {unused} is not needed any more");
        faults += 1;
    }
    if faults == 0 {
        Ok(())
    } else {
        Err(format!("{faults} mismatches between declarations and facts").into())
    }
}

fn declared(api: Api) -> Vec<&'static Operation> {
    match api {
        Api::V2 => v2::operations().collect(),
        Api::V1 => v1::operations().collect(),
        Api::Dc => dc::operations().collect(),
    }
}

struct Audited {
    found: usize,
    published: usize,
    faults: Vec<String>,
}

fn audit(
    facts: &Facts,
    api: Api,
    declared: &[&Operation],
    (exceptions, sent): (&mut Exceptions, &mut BodyWords),
) -> Audited {
    let mut open: BTreeMap<(String, String), &facts::Operation> =
        facts.operations.iter().map(|row| ((row.method.clone(), blanked(&row.path)), row)).collect();
    let published = open.len();
    let mut seen = Seen::default();
    let mut faults = Vec::new();
    let mut words = Words::default();
    for operation in declared {
        let address = (format!("{:?}", operation.verb), blanked(&operation.template()));
        match open.remove(&address) {
            Some(row) => {
                words.note(facts, api, row, operation);
                faults.extend(operations::faults(facts, api, row, operation, (&mut seen, exceptions)));
            }
            None => faults.push(format!(
                "{}: no {} {} is published, or it is declared twice",
                operation.id, address.0, address.1
            )),
        }
    }
    faults.extend(words.faults());
    sent.merge(seen.words);
    let found = published - open.len();
    if COMPLETE.contains(&api) {
        let missing =
            open.values().map(|row| format!("{} {} ({}) is not declared", row.method, row.path, row.id));
        faults.extend(missing);
    }
    Audited { found, published, faults }
}

/// A path without the names of its parameters, which are ours to choose.
fn blanked(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// How we pronounce our API's name.
fn own(api: Api) -> describe::Api {
    match api {
        Api::V2 => describe::Api::V2,
        Api::V1 => describe::Api::V1,
        Api::Dc => describe::Api::DataCenter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use confluence_client::describe::Verb;

    #[test]
    fn names_of_path_parameters_do_not_count() {
        assert_eq!(blanked("/pages/{page-id}/versions/{n}"), blanked("/pages/{id}/versions/{number}"));
        assert_ne!(blanked("/pages/{id}"), blanked("/pages/id"));
    }

    #[test]
    fn finds_what_is_not_published() {
        let facts = Facts::load(Api::V2).unwrap();
        let strange: &'static Operation =
            Box::leak(Box::new(Operation::new("getMoon", describe::Api::V2, Verb::GET, "/moons/{id}")));
        let audited =
            audit(&facts, Api::V2, &[strange], (&mut Exceptions::default(), &mut BodyWords::default()));
        assert_eq!((audited.found, audited.published), (0, 218));
        assert!(audited.faults[0].contains("/moons/{}"), "{:?}", audited.faults);
    }
}
