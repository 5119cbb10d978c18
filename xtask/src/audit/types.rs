//! A type of ours against a published one.

use std::collections::BTreeSet;

use confluence_client::describe::{Kind, Property, Schema};

use ::tests::facts::{self, Facts, notation::Type};

use super::words::BodyWords;

/// Where a value goes: what we send must be as published; of what we read, all must be readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    Query,
    Body,
    Answer,
}

/// What an envelope may hold beside its rows: the type of a page has fields for these.
const OF_PAGE: [&str; 8] = ["_links", "limit", "meta", "results", "size", "start", "totalCount", "totalSize"];

/// What has been compared, for all operations of one API.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Schemas and models, once each: they refer to themselves and each other.
    pairs: BTreeSet<(Direction, String, &'static str)>,
    /// The words of what is sent.
    pub(crate) words: BodyWords,
}

/// A comparison under way.
pub(crate) struct Comparison<'a> {
    facts: &'a Facts,
    direction: Direction,
    seen: &'a mut Seen,
    faults: Vec<String>,
}

impl<'a> Comparison<'a> {
    /// Everything in `ours` that does not fit `published`, which stands at `at`.
    pub(crate) fn faults(
        facts: &'a Facts,
        seen: &'a mut Seen,
        direction: Direction,
        at: &str,
        (published, ours): (&Type, &Kind),
    ) -> Vec<String> {
        let mut comparison = Self { facts, direction, seen, faults: Vec::new() };
        comparison.compare(at, published, ours);
        comparison.faults
    }

    fn compare(&mut self, at: &str, published: &Type, ours: &Kind) {
        match (self.facts.resolved(published), ours) {
            (Type::Any, _) => {}
            (Type::Scalar(name, _), _) if fits(&name, ours) && !self.is_text(&name, ours) => {}
            (Type::Enum(words), Kind::Words(known)) => self.words(at, &words, known),
            (Type::Array(published), Kind::List(ours) | Kind::Commas(ours)) => {
                self.compare(&format!("{at}[]"), &published, ours)
            }
            (Type::Map(published), Kind::Map(ours)) => self.compare(&format!("{at}.*"), &published, ours),
            (Type::Either(branches), _) => self.branches(at, &branches, ours),
            (object @ (Type::Named(..) | Type::All(_)), _) => self.object(at, &object, ours),
            (other, _) => self.unfit(at, &other, ours),
        }
    }

    fn unfit(&mut self, at: &str, published: &Type, ours: &Kind) {
        self.faults.push(format!("{at} is `{published}`, declared as {}", shown(ours)));
    }

    /// Ids are written as texts, which a body may not have in place of a number.
    fn is_text(&self, scalar: &str, ours: &Kind) -> bool {
        self.direction == Direction::Body && scalar == "integer" && matches!(ours, Kind::Id)
    }

    fn words(&mut self, at: &str, published: &[String], known: &[&str]) {
        let unknown = published.iter().filter(|word| !known.contains(&word.as_str()));
        self.faults.extend(unknown.map(|word| format!("{at} may be `{word}`, which is not declared")));
    }

    /// We choose what we send, but have to read whatever comes.
    fn branches(&mut self, at: &str, branches: &[Type], ours: &Kind) {
        let mut found: Vec<Vec<String>> = Vec::new();
        for branch in branches {
            let mut seen = Seen::default();
            let faults = Comparison::faults(self.facts, &mut seen, self.direction, at, (branch, ours));
            if faults.is_empty() {
                self.seen.words.merge(seen.words);
            }
            found.push(faults);
        }
        let fits = |faults: &Vec<String>| faults.is_empty();
        let all_fit = found.iter().all(fits);
        let one_fits = found.iter().any(fits);
        if !(all_fit || *ours == Kind::Any || (self.direction != Direction::Answer && one_fits)) {
            self.unfit(at, &Type::Either(branches.to_vec()), ours);
        }
    }

    fn object(&mut self, at: &str, published: &Type, ours: &Kind) {
        let properties = self.facts.properties(published);
        match ours {
            Kind::Object(schema) => self.model(at, published, &properties, schema()),
            Kind::Page(rows) => self.page(at, published, &properties, rows),
            Kind::Map(values) => {
                for property in &properties {
                    self.compare(&format!("{at}.{}", property.name), &property.kind, values);
                }
            }
            other => self.unfit(at, published, other),
        }
    }

    fn page(&mut self, at: &str, published: &Type, properties: &[facts::Property], rows: &Kind) {
        let results = properties.iter().find(|property| property.name == "results");
        let Some(Type::Array(row)) = results.map(|property| &property.kind) else {
            return self.unfit(at, published, &Kind::Page(&Kind::Any));
        };
        self.compare(&format!("{at}.results[]"), row, rows);
        let lost = properties.iter().filter(|property| !OF_PAGE.contains(&property.name.as_str()));
        self.faults.extend(lost.map(|property| format!("{at}.{} cannot be read", property.name)));
    }

    fn model(&mut self, at: &str, published: &Type, properties: &[facts::Property], model: &'static Schema) {
        if !self.seen.pairs.insert((self.direction, published.to_string(), model.name)) {
            return;
        }
        let at = if matches!(published, Type::Named(..)) { published.to_string() } else { at.to_owned() };
        for property in properties {
            match field(model, &property.name) {
                Some(own) => {
                    let at = format!("{at}.{}", property.name);
                    self.compare(&at, &property.kind, &narrowed(own));
                    self.presence(&at, property, own);
                    if self.direction == Direction::Body {
                        self.seen.words.note(self.facts, &property.kind, model.name, own);
                    }
                }
                None => self.faults.push(format!("{at}.{} has no field in {}", property.name, model.name)),
            }
        }
        let has = |own: &&Property| properties.iter().any(|property| is_of(own, &property.name));
        for own in model.properties.iter().filter(|own| own.field != "extra" && !has(own)) {
            if self.direction != Direction::Answer || !own.optional {
                self.faults.push(format!("{at} has no property for {}.{}", model.name, own.field));
            }
        }
    }

    fn presence(&mut self, at: &str, published: &facts::Property, own: &Property) {
        if self.direction != Direction::Answer && published.required && own.optional {
            self.faults.push(format!("{at} is required, declared as optional"));
        }
    }
}

/// What a property holds, with no words but those that it takes.
fn narrowed(own: &Property) -> Kind {
    match own.kind {
        Kind::Words(_) if !own.words.is_empty() => Kind::Words(own.words),
        kind => kind,
    }
}

fn field<'a>(model: &'a Schema, name: &str) -> Option<&'a Property> {
    model.properties.iter().find(|own| is_of(own, name))
}

fn is_of(own: &Property, name: &str) -> bool {
    own.name() == name || own.aliases.contains(&name)
}

/// Ids are texts here and numbers there, and so are read as both.
fn fits(scalar: &str, ours: &Kind) -> bool {
    match scalar {
        "string" => match ours {
            Kind::Commas(parts) => fits("string", parts),
            other => matches!(other, Kind::Text | Kind::Id | Kind::Timestamp | Kind::Words(_) | Kind::Any),
        },
        "integer" => matches!(ours, Kind::Integer | Kind::Number | Kind::Id | Kind::Any),
        "number" => matches!(ours, Kind::Integer | Kind::Number | Kind::Id | Kind::Any),
        "boolean" => matches!(ours, Kind::Boolean),
        "object" => matches!(ours, Kind::Any | Kind::Map(_) | Kind::Object(_)),
        "binary" => matches!(ours, Kind::Bytes),
        _ => false,
    }
}

fn shown(kind: &Kind) -> String {
    match kind {
        Kind::Object(schema) => schema().name.to_owned(),
        Kind::List(inner) => format!("a list of {}", shown(inner)),
        Kind::Page(inner) => format!("a page of {}", shown(inner)),
        Kind::Map(inner) => format!("a map of {}", shown(inner)),
        other => format!("{other:?}"),
    }
}
