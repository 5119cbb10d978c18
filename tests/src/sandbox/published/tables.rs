//! The fact tables of the workspace, read once.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use http::Method;

use super::super::face::Face;
use super::kind::Kind;

macro_rules! table {
    ($api:literal, $name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../xtask/spec/", $api, "-", $name, ".tsv"))
    };
}

/// One of the three APIs.
#[derive(Debug)]
pub(crate) struct Api {
    operations: Vec<Operation>,
    schemas: HashMap<&'static str, Vec<Property>>,
}

/// A published operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    path: Vec<&'static str>,
    pub(super) granular: Vec<&'static str>,
    pub(super) classic: Vec<&'static str>,
    pub(super) query: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) response: Option<Response>,
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// A list is one value with commas.
    pub(super) commas: bool,
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
}

#[derive(Debug)]
pub(super) struct Body {
    pub(super) media: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
}

#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) media: &'static str,
    pub(super) kind: Option<Kind>,
}

#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) nullable: bool,
}

/// The API behind a face.
pub(crate) fn api(face: Face) -> &'static Api {
    static V2: LazyLock<Api> = LazyLock::new(|| {
        let operations = [table!("v2", "operations"), table!("v2", "parameters"), table!("v2", "bodies")];
        Api::read(operations, table!("v2", "responses"), table!("v2", "schemas"))
    });
    static V1: LazyLock<Api> = LazyLock::new(|| {
        let operations = [table!("v1", "operations"), table!("v1", "parameters"), table!("v1", "bodies")];
        Api::read(operations, table!("v1", "responses"), table!("v1", "schemas"))
    });
    static DC: LazyLock<Api> = LazyLock::new(|| {
        let operations = [table!("dc", "operations"), table!("dc", "parameters"), table!("dc", "bodies")];
        Api::read(operations, table!("dc", "responses"), table!("dc", "schemas"))
    });
    match face {
        Face::CloudV2 => &V2,
        Face::CloudV1 => &V1,
        Face::DataCenter | Face::Authorization => &DC,
    }
}

/// Every scope that some operation of Cloud asks for.
pub(crate) fn all_scopes() -> BTreeSet<String> {
    let apis = [api(Face::CloudV2), api(Face::CloudV1)];
    let operations = apis.into_iter().flat_map(|api| &api.operations);
    operations.flat_map(|it| it.granular.iter().chain(&it.classic)).map(|scope| (*scope).to_owned()).collect()
}

impl Api {
    fn read(
        [operations, parameters, bodies]: [&'static str; 3],
        responses: &'static str,
        schemas: &'static str,
    ) -> Self {
        let mut query = grouped(parameters, |row| (row.cell(1) == "query").then(|| row.parameter()));
        let mut bodies = grouped(bodies, |row| Some(row.body()));
        let mut responses = grouped(responses, |row| Some(row.response()));
        let operations = rows(operations).map(|row| {
            let id = row.cell(2);
            Operation {
                id,
                method: Method::from_bytes(row.cell(1).as_bytes()).unwrap_or_default(),
                path: row.cell(0).split('/').filter(|segment| !segment.is_empty()).collect(),
                granular: row.cell(4).split_whitespace().collect(),
                classic: row.cell(5).split_whitespace().collect(),
                query: query.remove(id).unwrap_or_default(),
                body: bodies.remove(id).and_then(|bodies| bodies.into_iter().next()),
                response: responses.remove(id).and_then(|list| list.into_iter().min_by_key(|it| it.status)),
            }
        });
        Self { operations: operations.collect(), schemas: grouped(schemas, |row| Some(row.property())) }
    }

    /// The operation of a method and path; literal segments win.
    pub(crate) fn find(&self, method: &Method, segments: &[String]) -> Option<&Operation> {
        let fitting = self.operations.iter().filter(|it| it.method == *method && it.fits(segments));
        fitting.min_by_key(|it| it.path.iter().filter(|segment| segment.starts_with('{')).count())
    }

    /// The properties of a schema.
    pub(super) fn schema(&self, name: &str) -> &[Property] {
        self.schemas.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The operations.
    #[cfg(test)]
    pub(super) fn operations(&self) -> &[Operation] {
        &self.operations
    }
}

impl Operation {
    fn fits(&self, segments: &[String]) -> bool {
        let same = |(expected, found): (&&str, &String)| expected.starts_with('{') || *expected == found;
        self.path.len() == segments.len() && self.path.iter().zip(segments).all(same)
    }
}

/// A line of a table.
struct Row(Vec<&'static str>);

impl Row {
    fn cell(&self, index: usize) -> &'static str {
        self.0.get(index).copied().unwrap_or_default()
    }

    fn parameter(&self) -> Parameter {
        let (least, most) = self.cell(6).split_once("..").unwrap_or_default();
        Parameter {
            name: self.cell(2),
            kind: Kind::read(self.cell(3)),
            required: self.cell(4) == "yes",
            commas: self.cell(5) == "yes",
            least: least.parse().ok(),
            most: most.parse().ok(),
        }
    }

    fn body(&self) -> Body {
        Body { media: self.cell(1), kind: Kind::read(self.cell(2)), required: self.cell(3) == "yes" }
    }

    fn response(&self) -> Response {
        let kind = Some(self.cell(3)).filter(|text| !text.is_empty()).map(Kind::read);
        Response { status: self.cell(1).parse().unwrap_or(200), media: self.cell(2), kind }
    }

    fn property(&self) -> Property {
        let kind = Kind::read(self.cell(2));
        Property {
            name: self.cell(1),
            kind,
            required: self.cell(3) == "yes",
            nullable: self.cell(4) == "yes",
        }
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Row> {
    table.lines().skip(1).map(|line| Row(line.split('\t').collect()))
}

/// The rows of a table by their first cell.
fn grouped<T>(table: &'static str, read: impl Fn(&Row) -> Option<T>) -> HashMap<&'static str, Vec<T>> {
    let mut groups: HashMap<&'static str, Vec<T>> = HashMap::new();
    for row in rows(table) {
        if let Some(value) = read(&row) {
            groups.entry(row.cell(0)).or_default().push(value);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_published_operations_are_there() {
        let count = |face| api(face).operations().len();
        assert_eq!((count(Face::CloudV2), count(Face::CloudV1), count(Face::DataCenter)), (218, 127, 166));
    }
}
