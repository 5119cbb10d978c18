//! What Atlassian publishes about its three REST APIs, as checked in under `xtask/spec`.
//!
//! Names, types, paths and scopes only. `cargo xtask spec --from <folder>` writes the tables from the
//! published OpenAPI documents, `cargo xtask audit` holds our declarations against them.

pub(crate) mod notation;
pub(crate) mod table;

use std::{collections::BTreeMap, fs, path::PathBuf};

use notation::Type;
use table::{Cells, Row, flag};

use crate::Result;

/// One of the three published APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Api {
    /// Cloud, second version.
    V2,
    /// Cloud, first version.
    V1,
    /// Data Center.
    Dc,
}

impl Api {
    pub(crate) const ALL: [Self; 3] = [Self::V2, Self::V1, Self::Dc];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V1 => "v1",
            Self::Dc => "dc",
        }
    }

    /// The file of one table of this API.
    pub(crate) fn file<R: Row>(self) -> PathBuf {
        [table::FOLDER, &format!("{}-{}.tsv", self.name(), R::TABLE)].iter().collect()
    }
}

/// One published operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Operation {
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) id: String,
    /// The published group, or `-`.
    pub(crate) group: String,
    pub(crate) granular: Vec<String>,
    pub(crate) classic: Vec<String>,
    /// `cursor`, `start` or `limit` (bounded, without a next page); empty when not paged.
    pub(crate) paging: String,
    /// `deprecated`, `experimental`, `beta-scopes`.
    pub(crate) flags: Vec<String>,
    /// The error statuses that are published.
    pub(crate) errors: Vec<String>,
}

impl Row for Operation {
    const TABLE: &'static str = "operations";
    const COLUMNS: &'static [&'static str] =
        &["path", "method", "id", "group", "granular", "classic", "paging", "flags", "errors"];

    fn cells(&self) -> Vec<String> {
        let [path, method, id, group, paging] =
            [&self.path, &self.method, &self.id, &self.group, &self.paging].map(String::clone);
        let [granular, classic, flags, errors] =
            [&self.granular, &self.classic, &self.flags, &self.errors].map(|words| words.join(" "));
        vec![path, method, id, group, granular, classic, paging, flags, errors]
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            path: cells.text()?,
            method: cells.text()?,
            id: cells.text()?,
            group: cells.text()?,
            granular: cells.words()?,
            classic: cells.words()?,
            paging: cells.text()?,
            flags: cells.words()?,
            errors: cells.words()?,
        })
    }
}

/// One parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameter {
    pub(crate) operation: String,
    /// `path`, `query` or `header`.
    pub(crate) place: String,
    pub(crate) name: String,
    pub(crate) kind: Type,
    pub(crate) required: bool,
    /// A list is one value with commas, where it is not the parameter repeated.
    pub(crate) commas: bool,
    /// The bounds of a number, as `least..most`.
    pub(crate) range: Option<String>,
    pub(crate) default: Option<String>,
}

impl Row for Parameter {
    const TABLE: &'static str = "parameters";
    const COLUMNS: &'static [&'static str] =
        &["operation", "in", "name", "type", "required", "commas", "range", "default"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.operation.clone(),
            self.place.clone(),
            self.name.clone(),
            self.kind.to_string(),
            flag(self.required),
            flag(self.commas),
            self.range.clone().unwrap_or_default(),
            self.default.clone().unwrap_or_default(),
        ]
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            operation: cells.text()?,
            place: cells.text()?,
            name: cells.text()?,
            kind: cells.kind()?,
            required: cells.flag()?,
            commas: cells.flag()?,
            range: cells.option()?,
            default: cells.option()?,
        })
    }
}

/// The body that an operation takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Body {
    pub(crate) operation: String,
    pub(crate) media: String,
    pub(crate) kind: Type,
    pub(crate) required: bool,
}

impl Row for Body {
    const TABLE: &'static str = "bodies";
    const COLUMNS: &'static [&'static str] = &["operation", "media", "type", "required"];

    fn cells(&self) -> Vec<String> {
        vec![self.operation.clone(), self.media.clone(), self.kind.to_string(), flag(self.required)]
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            operation: cells.text()?,
            media: cells.text()?,
            kind: cells.kind()?,
            required: cells.flag()?,
        })
    }
}

/// One way in which an operation answers when it succeeds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Response {
    pub(crate) operation: String,
    pub(crate) status: u16,
    /// The media type; none for an empty answer or a redirect.
    pub(crate) media: Option<String>,
    /// The type of the answer; none as for the media type.
    pub(crate) kind: Option<Type>,
}

impl Row for Response {
    const TABLE: &'static str = "responses";
    const COLUMNS: &'static [&'static str] = &["operation", "status", "media", "type"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.operation.clone(),
            self.status.to_string(),
            self.media.clone().unwrap_or_default(),
            self.kind.as_ref().map(Type::to_string).unwrap_or_default(),
        ]
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            operation: cells.text()?,
            status: cells.text()?.parse().map_err(|_| "the status is not a number")?,
            media: cells.option()?,
            kind: cells.option()?.map(|text| text.parse()).transpose()?,
        })
    }
}

/// The name of the one row of a schema that has no properties.
const WHOLE: &str = "*";

/// One property of a schema, or with the name `*` what a schema is that has no properties.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property {
    pub(crate) schema: String,
    pub(crate) name: String,
    pub(crate) kind: Type,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
}

impl Row for Property {
    const TABLE: &'static str = "schemas";
    const COLUMNS: &'static [&'static str] = &["schema", "property", "type", "required", "nullable"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.schema.clone(),
            self.name.clone(),
            self.kind.to_string(),
            flag(self.required),
            flag(self.nullable),
        ]
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            schema: cells.text()?,
            name: cells.text()?,
            kind: cells.kind()?,
            required: cells.flag()?,
            nullable: cells.flag()?,
        })
    }
}

/// The five tables of one API.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) operations: Vec<Operation>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) responses: Vec<Response>,
    pub(crate) schemas: BTreeMap<String, Vec<Property>>,
}

impl Facts {
    /// Reads the tables of `api`.
    pub(crate) fn load(api: Api) -> Result<Self> {
        let mut schemas: BTreeMap<String, Vec<Property>> = BTreeMap::new();
        for property in rows::<Property>(api)? {
            schemas.entry(property.schema.clone()).or_default().push(property);
        }
        Ok(Self {
            operations: rows(api)?,
            parameters: rows(api)?,
            bodies: rows(api)?,
            responses: rows(api)?,
            schemas,
        })
    }

    /// What stands behind names: an object keeps its name, everything else is what it is.
    pub(crate) fn resolved(&self, kind: &Type) -> Type {
        let Type::Named(name, _) = kind else { return kind.clone() };
        match self.schemas.get(name).map(Vec::as_slice) {
            Some([whole]) if whole.name == WHOLE => self.resolved(&whole.kind),
            _ => kind.clone(),
        }
    }

    /// The properties of an object, those of all its parts together.
    pub(crate) fn properties(&self, kind: &Type) -> Vec<Property> {
        match self.resolved(kind) {
            Type::Named(name, arguments) => {
                let rows = self.schemas.get(&name).into_iter().flatten();
                let filled = |row: &Property| match arguments.first() {
                    Some(argument) => Property { kind: row.kind.with_argument(argument), ..row.clone() },
                    None => row.clone(),
                };
                rows.map(filled).collect()
            }
            Type::All(parts) => {
                let all = parts.iter().flat_map(|part| self.properties(part));
                let mut merged: BTreeMap<String, Property> = BTreeMap::new();
                for property in all {
                    match merged.get_mut(&property.name) {
                        Some(first) => first.kind = Type::All(vec![first.kind.clone(), property.kind]),
                        None => drop(merged.insert(property.name.clone(), property)),
                    }
                }
                merged.into_values().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The names that some type mentions and no schema has.
    pub(crate) fn unmet(&self) -> Vec<String> {
        let mut named = Vec::new();
        self.parameters.iter().for_each(|row| row.kind.names(&mut named));
        self.bodies.iter().for_each(|row| row.kind.names(&mut named));
        self.responses.iter().filter_map(|row| row.kind.as_ref()).for_each(|kind| kind.names(&mut named));
        self.schemas.values().flatten().for_each(|row| row.kind.names(&mut named));
        named.retain(|name| name != "T" && !self.schemas.contains_key(name));
        named
    }
}

fn rows<R: Row>(api: Api) -> Result<Vec<R>> {
    let file = api.file::<R>();
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(table::read(&text).map_err(|error| format!("{}: {error}", api.name()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_there() {
        let counts = Api::ALL.map(|api| Facts::load(api).unwrap().operations.len());
        assert_eq!(counts, [218, 127, 166]);
    }

    #[test]
    fn every_mention_of_a_schema_is_met() {
        for api in Api::ALL {
            assert_eq!(Facts::load(api).unwrap().unmet(), Vec::<String>::new(), "{}", api.name());
        }
    }

    #[test]
    fn every_template_names_its_parameters() {
        for api in Api::ALL {
            let facts = Facts::load(api).unwrap();
            for operation in &facts.operations {
                let of_path = |row: &&Parameter| row.operation == operation.id && row.place == "path";
                for parameter in facts.parameters.iter().filter(of_path) {
                    let hole = format!("{{{}}}", parameter.name);
                    assert!(operation.path.contains(&hole), "{} lacks {hole}", operation.path);
                }
            }
        }
    }
}
