//! `cargo xtask spec --from <folder>`: writes the fact tables from the published OpenAPI documents.
//!
//! Run by hand when Atlassian publishes anew, never in CI; the diff of the tables is what is reviewed.

mod document;
mod limits;
mod operations;
mod repairs;
mod schemas;

use std::{
    fs,
    path::{Path, PathBuf},
};

use ::tests::facts::{
    Api, Body, Facts, Operation, Parameter, Property, Response,
    table::{self, Row},
};
use clap::Args;
use serde_json::Value;

use crate::Result;
use document::Document;

/// Options of `cargo xtask spec`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// A folder with the three published OpenAPI documents, whatever their files are called.
    #[arg(long)]
    from: PathBuf,
}

/// Writes all tables of the documents in the folder.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut found = Vec::new();
    for entry in fs::read_dir(&options.from)? {
        let file = entry?.path();
        if file.extension().is_some_and(|end| end == "json") {
            found.extend(read(&file)?);
        }
    }
    for api in Api::ALL {
        let document = found.iter().find(|(which, _)| *which == api);
        let (_, document) = document.ok_or_else(|| {
            format!("{} holds no document of the API {}", options.from.display(), api.name())
        })?;
        write_tables(api, document.clone())?;
    }
    Ok(())
}

/// Tells by its paths which API a document is of.
fn read(file: &Path) -> Result<Option<(Api, Value)>> {
    let text = fs::read_to_string(file)?;
    let document: Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let has = |path: &str| document.pointer(&format!("/paths/{}", path.replace('/', "~1"))).is_some();
    let api = match () {
        () if has("/pages/{id}") => Api::V2,
        () if has("/wiki/rest/api/search") => Api::V1,
        () if has("/rest/api/search") => Api::Dc,
        () => return Ok(None),
    };
    Ok(Some((api, document)))
}

fn write_tables(api: Api, mut published: Value) -> Result<()> {
    repairs::apply(api, &mut published)?;
    let document = Document::new(api, &published);
    let mut schemas = schemas::Schemas::new(&document);
    let mut tables = operations::tables(&document, &mut schemas)?;
    let properties: Vec<Property> = schemas.into_rows();
    tables.operations.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    tables
        .parameters
        .sort_by(|a, b| (&a.operation, &a.place, &a.name).cmp(&(&b.operation, &b.place, &b.name)));
    tables.bodies.sort_by(|a, b| a.operation.cmp(&b.operation));
    tables
        .responses
        .sort_by(|a, b| (&a.operation, a.status, &a.media).cmp(&(&b.operation, b.status, &b.media)));
    println!(
        "{}: {} operations, {} parameters, {} bodies, {} responses, {} properties; left out: {}",
        api.name(),
        write::<Operation>(api, &tables.operations)?,
        write::<Parameter>(api, &tables.parameters)?,
        write::<Body>(api, &tables.bodies)?,
        write::<Response>(api, &tables.responses)?,
        write::<Property>(api, &properties)?,
        document::excluded(api).len(),
    );
    let unmet = Facts::load(api)?.unmet();
    if unmet.is_empty() { Ok(()) } else { Err(format!("{}: no schema for {unmet:?}", api.name()).into()) }
}

fn write<R: Row>(api: Api, rows: &[R]) -> Result<usize> {
    fs::create_dir_all(table::FOLDER)?;
    fs::write(api.file::<R>(), table::write(rows))?;
    Ok(rows.len())
}
