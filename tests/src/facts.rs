//! What Atlassian publishes about its three REST APIs, as checked in under `xtask/spec`.
//!
//! Names, types, limits, paths and scopes only. `cargo xtask spec --from <folder>` writes the tables from the
//! published OpenAPI documents, `cargo xtask audit` holds our declarations against them.

pub mod limits;
pub mod notation;
pub mod table;

use std::{collections::BTreeMap, fs, path::PathBuf};

use limits::Limits;
use notation::Type;
use table::{Cells, Row, flag};

/// One of the three published APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Api {
    /// Cloud, second version.
    V2,
    /// Cloud, first version.
    V1,
    /// Data Center.
    Dc,
}

impl Api {
    /// The three APIs.
    pub const ALL: [Self; 3] = [Self::V2, Self::V1, Self::Dc];

    /// Its name in this project.
    pub fn name(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V1 => "v1",
            Self::Dc => "dc",
        }
    }

    /// The file of one table of this API.
    pub fn file<R: Row>(self) -> PathBuf {
        [table::FOLDER, &format!("{}-{}.tsv", self.name(), R::TABLE)].iter().collect()
    }
}

/// One published operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The path below the API's root.
    pub path: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The operationId.
    pub id: String,
    /// The published group, or `-`.
    pub group: String,
    /// The granular scopes, sorted.
    pub granular: Vec<String>,
    /// The classic scopes, sorted.
    pub classic: Vec<String>,
    /// `cursor`, `start` or `limit` (bounded, without a next page); empty when not paged.
    pub paging: String,
    /// `deprecated`, `experimental`, `beta-scopes`.
    pub flags: Vec<String>,
    /// The error statuses that are published.
    pub errors: Vec<String>,
}

impl Operation {
    /// The operationId.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
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
pub struct Parameter {
    /// The id of its operation.
    pub operation: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Whether the operation needs it.
    pub required: bool,
    /// A list is one value with commas, where it is not the parameter repeated.
    pub commas: bool,
    /// What it has to be beside being of its type.
    pub limits: Limits,
    /// What the service takes it for when it is left out.
    pub default: Option<String>,
}

impl Row for Parameter {
    const TABLE: &'static str = "parameters";
    const COLUMNS: &'static [&'static str] =
        &["operation", "in", "name", "type", "required", "commas", "limits", "default"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.operation.clone(),
            self.place.clone(),
            self.name.clone(),
            self.kind.to_string(),
            flag(self.required),
            flag(self.commas),
            self.limits.to_string(),
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
            limits: cells.text()?.parse()?,
            default: cells.option()?,
        })
    }
}

/// The body that an operation takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// The id of its operation.
    pub operation: String,
    /// Its media type.
    pub media: String,
    /// Its type.
    pub kind: Type,
    /// Whether the operation needs it.
    pub required: bool,
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
pub struct Response {
    /// The id of its operation.
    pub operation: String,
    /// The status: of success, or of a redirect.
    pub status: u16,
    /// The media type; none for an empty answer or a redirect.
    pub media: Option<String>,
    /// The type of the answer; none as for the media type.
    pub kind: Option<Type>,
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
pub struct Property {
    /// The schema it belongs to.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Whether it is always there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it has to be beside being of its type.
    pub limits: Limits,
}

impl Row for Property {
    const TABLE: &'static str = "schemas";
    const COLUMNS: &'static [&'static str] =
        &["schema", "property", "type", "required", "nullable", "limits"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.schema.clone(),
            self.name.clone(),
            self.kind.to_string(),
            flag(self.required),
            flag(self.nullable),
            self.limits.to_string(),
        ]
    }

    fn read(cells: &mut Cells<'_>) -> Result<Self, String> {
        Ok(Self {
            schema: cells.text()?,
            name: cells.text()?,
            kind: cells.kind()?,
            required: cells.flag()?,
            nullable: cells.flag()?,
            limits: cells.text()?.parse()?,
        })
    }
}

/// The five tables of one API.
#[derive(Debug)]
pub struct Facts {
    /// By path and method.
    pub operations: Vec<Operation>,
    /// By operation.
    pub parameters: Vec<Parameter>,
    /// By operation.
    pub bodies: Vec<Body>,
    /// By operation and status.
    pub responses: Vec<Response>,
    /// The properties of each schema, by its name.
    pub schemas: BTreeMap<String, Vec<Property>>,
}

impl Facts {
    /// Reads the tables of `api`.
    ///
    /// # Errors
    /// Names the file and the line at fault.
    pub fn load(api: Api) -> Result<Self, String> {
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
    pub fn resolved(&self, kind: &Type) -> Type {
        let Type::Named(name, _) = kind else { return kind.clone() };
        match self.schemas.get(name).map(Vec::as_slice) {
            Some([whole]) if whole.name == WHOLE => self.resolved(&whole.kind),
            _ => kind.clone(),
        }
    }

    /// The properties of an object, those of all its parts together.
    pub fn properties(&self, kind: &Type) -> Vec<Property> {
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
    pub fn unmet(&self) -> Vec<String> {
        let mut named = Vec::new();
        self.parameters.iter().for_each(|row| row.kind.names(&mut named));
        self.bodies.iter().for_each(|row| row.kind.names(&mut named));
        self.responses.iter().filter_map(|row| row.kind.as_ref()).for_each(|kind| kind.names(&mut named));
        self.schemas.values().flatten().for_each(|row| row.kind.names(&mut named));
        named.retain(|name| name != "T" && !self.schemas.contains_key(name));
        named
    }
}

fn rows<R: Row>(api: Api) -> Result<Vec<R>, String> {
    let file = api.file::<R>();
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    table::read(&text).map_err(|error| format!("{}: {error}", api.name()))
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
