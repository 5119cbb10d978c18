//! The words that an operation takes: what the documentation of a parameter names is what is published.

use std::collections::{BTreeMap, BTreeSet};

use ::tests::facts::{self, Api, Facts, notation::Type};
use confluence_client::{
    Operation,
    describe::{Kind, Property},
};

use super::own;

/// What is published of each argument and parameter, by the function that makes the operation and our name.
///
/// A type that many operations share knows the words of all of them, so that those of one operation stand beside it. A
/// family of operations has one function, and its words together.
#[derive(Debug, Default)]
pub(crate) struct Words<'a>(BTreeMap<(&'static str, String), Taken<'a>>);

#[derive(Debug)]
struct Taken<'a> {
    published: Vec<String>,
    ours: &'a Operation,
}

impl<'a> Words<'a> {
    /// Notes the words of one operation.
    pub(crate) fn note(&mut self, facts: &Facts, api: Api, row: &facts::Operation, ours: &'a Operation) {
        for published in facts.parameters.iter().filter(|one| one.operation == row.id) {
            let field = field(api, row, ours, published);
            let (Some(words), Some(field)) = (enumeration(facts, &published.kind), field) else { continue };
            let taken = self.0.entry((ours.function, field));
            let taken = taken.or_insert_with(|| Taken { published: Vec::new(), ours });
            for word in words {
                if !taken.published.contains(&word) {
                    taken.published.push(word);
                }
            }
        }
    }

    /// Every argument and parameter whose words are not those that are published.
    pub(crate) fn faults(&self) -> Vec<String> {
        let faults = self.0.iter().filter_map(|((function, field), taken)| {
            let mut declared = declared(taken.ours, field);
            let mut published: Vec<&str> = taken.published.iter().map(String::as_str).collect();
            let list = published.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
            declared.sort_unstable();
            published.sort_unstable();
            (declared != published)
                .then(|| format!("{function}: `{field}` takes [{list}], declared as {declared:?}"))
        });
        faults.collect()
    }
}

/// What is published of each property that is sent, by the model and our name: a model that several operations share
/// has the words of all of them.
#[derive(Debug, Default)]
pub(crate) struct BodyWords(BTreeMap<(&'static str, &'static str), Sent>);

#[derive(Debug)]
struct Sent {
    published: BTreeSet<String>,
    declared: BTreeSet<&'static str>,
}

impl BodyWords {
    /// Notes the words of a property, if `published` has some and we have a type for words.
    pub(crate) fn note(&mut self, facts: &Facts, published: &Type, model: &'static str, own: &Property) {
        let declared = if own.words.is_empty() { known(&own.kind) } else { own.words.to_vec() };
        let words = enumeration(facts, published).filter(|_| !declared.is_empty());
        for word in words.into_iter().flatten() {
            let sent = self.0.entry((model, own.field)).or_insert_with(|| Sent {
                published: BTreeSet::new(),
                declared: declared.iter().copied().collect(),
            });
            sent.published.insert(word);
        }
    }

    /// Takes over what was noted elsewhere.
    pub(crate) fn merge(&mut self, other: Self) {
        for (at, sent) in other.0 {
            match self.0.get_mut(&at) {
                Some(known) => known.published.extend(sent.published),
                None => drop(self.0.insert(at, sent)),
            }
        }
    }

    /// Every property whose words are not those that are published.
    pub(crate) fn faults(&self) -> Vec<String> {
        let wrong = self.0.iter().filter(|(_, sent)| !sent.published.iter().eq(&sent.declared));
        let fault = |((model, field), sent): (&(&'static str, &'static str), &Sent)| {
            format!("{model}: `{field}` takes {:?}, declared as {:?}", sent.published, sent.declared)
        };
        wrong.map(fault).collect()
    }
}

/// Our name of a parameter that is published; of an argument, the one that stands at the same place of the path.
fn field(api: Api, row: &facts::Operation, ours: &Operation, published: &facts::Parameter) -> Option<String> {
    match published.place.as_str() {
        "query" => {
            let own = ours.parameters.iter().find(|one| one.name(own(api)) == published.name)?;
            Some(own.field.to_owned())
        }
        "path" => {
            let template = ours.template();
            let mut pairs = row.path.split('/').zip(template.split('/'));
            let (_, own) = pairs.find(|(theirs, _)| *theirs == format!("{{{}}}", published.name))?;
            Some(own.strip_prefix('{')?.strip_suffix('}')?.to_owned())
        }
        _ => None,
    }
}

/// The words that are declared beside the type; without any, those of the type.
fn declared(ours: &Operation, field: &str) -> Vec<&'static str> {
    if let Some((_, words)) = ours.words.iter().find(|(name, _)| *name == field) {
        return words.to_vec();
    }
    let mut all = ours.arguments.iter().chain(ours.parameters);
    all.find(|one| one.field == field).map(|one| known(&one.kind)).unwrap_or_default()
}

fn known(kind: &Kind) -> Vec<&'static str> {
    match kind {
        Kind::Words(words) => words.to_vec(),
        Kind::List(item) | Kind::Commas(item) => known(item),
        _ => Vec::new(),
    }
}

fn enumeration(facts: &Facts, kind: &Type) -> Option<Vec<String>> {
    match facts.resolved(kind) {
        Type::Enum(words) => Some(words),
        Type::Array(item) => enumeration(facts, &item),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_bodies_are_those_that_are_published_and_no_others() {
        let facts = Facts::load(Api::V2).unwrap();
        let published: Type = "string{current,draft}".parse().unwrap();
        for (declared, faults) in [
            (&["draft", "current"] as &'static [_], 0),
            (&["current"], 1),
            (&["current", "draft", "archived"], 1),
            (&[], 1),
        ] {
            let own = Property::new("status", None, Kind::Words(&["current", "draft", "trashed"]), true);
            let mut words = BodyWords::default();
            words.note(&facts, &published, "NewPage", &own.takes(declared));
            assert_eq!(words.faults().len(), faults, "{declared:?}: {words:?}");
        }
    }

    #[test]
    fn a_shared_body_has_the_words_of_all_its_operations() {
        let facts = Facts::load(Api::V2).unwrap();
        let own = Property::new("status", None, Kind::Words(&["current", "draft"]), true);
        let mut words = BodyWords::default();
        for published in ["string{current}", "string{current,draft}", "string"] {
            words.note(&facts, &published.parse().unwrap(), "NewPage", &own);
        }
        assert_eq!(words.faults(), Vec::<String>::new());
    }

    /// What is found of the pages' list, once its words are these.
    fn found(words: &'static [(&'static str, &'static [&'static str])]) -> Vec<String> {
        let facts = Facts::load(Api::V2).unwrap();
        let row = facts.operations.iter().find(|row| row.id == "getPages").unwrap();
        let ours = confluence_client::v2::operations().find(|one| one.id == "getPages").unwrap();
        let mut ours = ours.clone();
        ours.words = words;
        let mut noted = Words::default();
        noted.note(&facts, Api::V2, row, &ours);
        noted.faults().into_iter().filter(|fault| fault.contains("`body_format`")).collect()
    }

    #[test]
    fn words_are_those_that_are_published_and_no_others() {
        assert_eq!(found(&[("body_format", &["atlas_doc_format", "storage"])]), Vec::<String>::new());
        for wrong in [
            &[("body_format", &["storage"] as &[_])],
            &[("body_format", &["storage", "atlas_doc_format", "view"] as &[_])],
        ] {
            assert_eq!(found(wrong).len(), 1, "{wrong:?}");
        }
        assert_eq!(found(&[]).len(), 1, "the type alone knows more");
    }
}
