//! Procedures: what is done by a call and answers rows. `EXEC Search SearchTerm = 'roadmap'`.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::TryStreamExt as _;

use super::dialect::exec;
use super::faults::did_you_mean;
use super::functions::truth;
use super::parameter::{bare, is_same, place_of};
use super::procedure::{PROCEDURES, ProcedureInfo};
use super::statement_error::fault;
use super::table::unmatched::is_content_id;
use super::value::{self, Value};
use super::{Sql, time};
use crate::cql;
use crate::error::{Error, ErrorKind, Result};
use crate::wiki::{Hit, Upload};

/// The result rows of a stored procedure.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ProcedureRows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
    /// What is to be known beside the rows.
    pub notes: Vec<String>,
}

/// The most bytes of a file that come through an answer; larger files go into a folder.
const MOST_BYTES: u64 = 8 << 20;

/// How many hits a search answers, by default.
const HITS: usize = 50;

impl Sql {
    /// Lists the procedures.
    #[must_use]
    pub fn procedures(&self) -> &'static [ProcedureInfo] {
        PROCEDURES
    }

    /// Reads `EXEC name a = 'x', ...` or `CALL name('x', ...)`. A parameter that the statement does not name is an argument
    /// itself.
    ///
    /// # Errors
    /// `Invalid` if it cannot be read, or an argument is given twice.
    pub fn call(sql: &str, parameters: &[(String, Value)]) -> Result<(String, Vec<(String, Value)>)> {
        let (used, places) = (RefCell::new(HashSet::new()), Cell::new(0_usize));
        let given = |name: &str| {
            if name.starts_with('?') {
                places.set(place_of(name).unwrap_or(places.get() + 1));
            }
            // A `?` takes the next value without a name, or the one that is given by its number.
            let fits = |at: usize, other: &str| match name.starts_with('?') {
                true if other.is_empty() => !used.borrow().contains(&at),
                true => place_of(other) == Some(places.get()),
                false => is_same(other, name),
            };
            let (at, (_, value)) = parameters.iter().enumerate().find(|(at, (other, _))| fits(*at, other))?;
            used.borrow_mut().insert(at);
            Some(value.clone())
        };
        let call = exec(sql, given)?;
        let mut arguments = named(&call.procedure, call.arguments)?;
        let used = used.into_inner();
        for (at, (name, value)) in parameters.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
            let name = bare(name);
            if name.is_empty() {
                return Err(fault(format!(
                    "there are more values than parameters ?: value {} is left",
                    at + 1
                )));
            }
            if arguments.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
                return Err(fault(format!("{name} is given twice: in the statement and beside it")));
            }
            arguments.push((name.to_owned(), value.clone()));
        }
        Ok((call.procedure, arguments))
    }

    /// A procedure by its name, in any case.
    ///
    /// # Errors
    /// `Invalid` if there is none of this name; the error names the one that is nearest.
    pub fn procedure(&self, name: &str) -> Result<&'static ProcedureInfo> {
        PROCEDURES.iter().find(|one| one.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names = PROCEDURES.iter().map(|one| one.name);
            let list: Vec<&str> = names.clone().collect();
            let hint = did_you_mean(name, names);
            let hint = if hint.is_empty() { ";".to_owned() } else { hint };
            fault(format!("there is no procedure {name}{hint} There are {}", list.join(", ")))
        })
    }

    /// Runs a procedure.
    ///
    /// # Errors
    /// `Invalid` for a procedure or argument that does not exist, or one that is missing; otherwise as what it does.
    pub async fn run(&self, procedure: &str, arguments: &[(String, Value)]) -> Result<ProcedureRows> {
        let known = self.procedure(procedure)?;
        known.check(arguments)?;
        let given = Given { procedure: known, arguments };
        let rows = match known.name {
            "Search" => self.search(&given).await?,
            "DownloadAttachment" => self.download(&given).await?,
            _ => self.upload(&given).await?,
        };
        let notes = if rows.is_empty() { given.nothing_found() } else { None };
        Ok(ProcedureRows {
            columns: known.columns.iter().map(|name| (*name).to_owned()).collect(),
            rows,
            notes: notes.into_iter().collect(),
        })
    }

    async fn search(&self, given: &Given<'_>) -> Result<Vec<Vec<Value>>> {
        let term = given.must("SearchTerm")?;
        let query = match given.is_query()? {
            true => cql::Cql::raw(term),
            false => cql::TITLE.contains(&term).or(cql::TEXT.contains(&term)).into_cql(),
        };
        let most = match given.get("Limit") {
            None => HITS,
            Some(limit) => limit.parse().map_err(|_| fault("Limit is a number of rows"))?,
        };
        let hits: Vec<Hit> = {
            use futures_util::StreamExt as _;
            self.wiki.search(&query).stream().take(most).try_collect().await?
        };
        let zone = time::Zone::new(self.wiki.time_zone());
        let row = |hit: Hit| {
            vec![
                hit.id.map(|id| id.to_string()).into(),
                hit.kind.into(),
                hit.title.into(),
                hit.excerpt.into(),
                hit.space.map(|space| space.to_string()).into(),
                hit.modified.map(|at| zone.written(&at).into_owned()).into(),
                hit.url.into(),
            ]
        };
        Ok(hits.into_iter().map(row).collect())
    }

    async fn download(&self, given: &Given<'_>) -> Result<Vec<Vec<Value>>> {
        if let Some(other) = given.get("Encoding").filter(|name| !name.eq_ignore_ascii_case("BASE64")) {
            return Err(fault(format!("Encoding is BASE64, not {other}")));
        }
        let download = self.wiki.download(attachment_id(&given.must("AttachmentId")?)).await?;
        let attachment = download.attachment().clone();
        let elsewhere = |page: &String| attachment.page.as_ref().is_some_and(|on| on.as_str() != page);
        if let Some(page) = given.get("Id").filter(elsewhere) {
            return Err(fault(format!("{} is not on the page {page}", attachment.id)));
        }
        if attachment.size.is_some_and(|size| size > MOST_BYTES) {
            return Err(Error::new(ErrorKind::TooLarge, "DownloadAttachment").with_message(format!(
                "the file has {} bytes, and {MOST_BYTES} come through an answer",
                attachment.size.unwrap_or_default()
            )));
        }
        let bytes = download.bytes(MOST_BYTES).await?;
        Ok(vec![vec![
            attachment.id.to_string().into(),
            attachment.name.into(),
            attachment.media_type.into(),
            value::Cell::from(bytes.len() as u64).to_value(),
            STANDARD.encode(&bytes).into(),
        ]])
    }

    async fn upload(&self, given: &Given<'_>) -> Result<Vec<Vec<Value>>> {
        let data = given.must("FileData")?;
        let bytes = STANDARD
            .decode(data.trim())
            .map_err(|error| fault(format!("FileData is not valid base64: {error}")))?;
        let mut upload = Upload::bytes(given.must("FileName")?, bytes);
        if let Some(kind) = given.get("MediaType") {
            upload = upload.media_type(kind);
        }
        if let Some(comment) = given.get("Comment") {
            upload = upload.comment(comment);
        }
        let made = self.wiki.attach(given.must("ContentId")?.as_str(), upload).await?;
        Ok(vec![vec![
            made.id.to_string().into(),
            made.name.into(),
            value::Cell::from(made.size).to_value(),
            value::Cell::from(made.version.number).to_value(),
        ]])
    }
}

/// The arguments of a call, those without a name by their place.
fn named(procedure: &str, arguments: Vec<(String, Value)>) -> Result<Vec<(String, Value)>> {
    let known = PROCEDURES.iter().find(|one| one.name.eq_ignore_ascii_case(procedure));
    let name =
        |(at, (name, value)): (usize, (String, Value))| match known.and_then(|one| one.parameters.get(at)) {
            _ if !name.is_empty() => Ok((name, value)),
            Some(parameter) => Ok((parameter.name.to_owned(), value)),
            None => Err(fault(format!("{procedure}: name the arguments, EXEC {procedure} name = 'value'"))),
        };
    arguments.into_iter().enumerate().map(name).collect()
}

/// The arguments of a call.
struct Given<'a> {
    procedure: &'static ProcedureInfo,
    arguments: &'a [(String, Value)],
}

impl ProcedureInfo {
    /// Refuses an argument that the procedure does not take.
    ///
    /// # Errors
    /// `Invalid`; the error names what is nearest.
    pub fn check(&self, arguments: &[(String, Value)]) -> Result<()> {
        for (name, value) in arguments {
            let id = value.to_key().unwrap_or_default();
            if name.eq_ignore_ascii_case("AttachmentId") && !is_content_id(&attachment_id(&id)) {
                return Err(fault(format!(
                    "AttachmentId is an id such as att123, and not '{id}': SELECT Id FROM Attachments WHERE Title = '{}'",
                    id.replace('\'', "''")
                )));
            }
            let known = self.parameters.iter().map(|one| one.name);
            if !known.clone().any(|one| one.eq_ignore_ascii_case(name)) {
                let list: Vec<&str> = known.clone().collect();
                let hint = did_you_mean(name, known);
                let hint = if hint.is_empty() { ";".to_owned() } else { hint };
                return Err(fault(format!(
                    "{} takes no {name}{hint} It takes {}",
                    self.name,
                    list.join(", ")
                )));
            }
        }
        Ok(())
    }
}

/// The id of a file as the service writes it: people paste it in any case.
fn attachment_id(given: &str) -> String {
    given.trim().to_ascii_lowercase()
}

impl Given<'_> {
    /// Whether what is searched for is a query and not words.
    fn is_query(&self) -> Result<bool> {
        match self.get("CQL").as_deref() {
            None | Some("") => Ok(false),
            Some(word) => truth(word).ok_or_else(|| fault(format!("CQL is 1 or 0, not '{word}'"))),
        }
    }

    /// What is said where a search for words found nothing, and the words look like a query.
    fn nothing_found(&self) -> Option<String> {
        let term = self.get("SearchTerm").filter(|_| self.procedure.name == "Search")?.to_lowercase();
        let like_a_query = term.contains(['=', '~']) || term.contains(" in (") || term.contains(" order by ");
        let words = self.is_query().is_ok_and(|is_query| !is_query);
        (words && like_a_query).then(|| {
            "nothing has these words; SearchTerm looks like a query of CQL, which is read as one where CQL = 1".to_owned()
        })
    }

    fn get(&self, name: &str) -> Option<String> {
        let (_, value) = self.arguments.iter().find(|(given, _)| given.eq_ignore_ascii_case(name))?;
        value.to_key()
    }

    fn must(&self, name: &str) -> Result<String> {
        self.get(name).ok_or_else(|| fault(format!("{} needs {name}", self.procedure.name)))
    }
}
