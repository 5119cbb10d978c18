//! What went wrong at the database, and whether it passes.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::SqlState;

use crate::error::{Error, Result};

/// A statement that failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The database, or the way to it, failed.
    Database(tokio_postgres::Error),
    /// It did not answer in time.
    Silent,
    /// It was not even asked: too much else was.
    Crowded,
    /// It is no use trying again.
    Final(Error),
}

impl Failure {
    /// Whether the same may succeed on another connection, or a little later.
    pub(super) fn passes(&self) -> bool {
        match self {
            Self::Silent | Self::Crowded => true,
            Self::Final(_) => false,
            Self::Database(error) => match error.code() {
                Some(code) => may_pass(code),
                None => error.is_closed() || lost(error),
            },
        }
    }

    /// Whether there is nobody at the address at all.
    pub(super) fn is_absence(&self) -> bool {
        match self {
            Self::Database(error) => {
                cause(error).is_some_and(|cause| cause.kind() == io::ErrorKind::ConnectionRefused)
            }
            _ => false,
        }
    }

    pub(super) fn into_error(self) -> Error {
        let passes = self.passes();
        match self {
            Self::Final(error) => error,
            Self::Silent => Error::transient("OAuthSettingsLocation: the database does not answer in time"),
            Self::Crowded => Error::transient(
                "OAuthSettingsLocation: more is asked of the database than it answers in time",
            ),
            Self::Database(error) if passes => {
                Error::transient("OAuthSettingsLocation: the database cannot be reached now")
                    .with_source(error)
            }
            Self::Database(error) => {
                let message = format!("OAuthSettingsLocation: {}", advice(&error));
                Error::store(message).with_source(error)
            }
        }
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Final(error)
    }
}

/// Connections, resources, restarts, and transactions that met: classes 08, 53, 57 and 40 of SQLSTATE.
fn may_pass(code: &SqlState) -> bool {
    matches!(code.code().get(..2), Some("08" | "53" | "57" | "40")) && *code != SqlState::QUERY_CANCELED
}

/// Whether the connection broke; one that TLS refused breaks each time.
fn lost(error: &tokio_postgres::Error) -> bool {
    let refused = [io::ErrorKind::InvalidData, io::ErrorKind::InvalidInput, io::ErrorKind::Unsupported];
    cause(error).is_some_and(|cause| !refused.contains(&cause.kind()))
}

fn cause(error: &tokio_postgres::Error) -> Option<&io::Error> {
    error.source().and_then(|source| source.downcast_ref::<io::Error>())
}

fn advice(error: &tokio_postgres::Error) -> &'static str {
    let Some(code) = error.code() else {
        return "no connection to the database can be made; if TLS is what it refuses, see sslmode and sslrootcert";
    };
    match code.code() {
        "28000" | "28P01" => "the database refuses the user or the password",
        "3D000" => "there is no such database",
        "42501" => {
            "the database user lacks a right: SELECT, INSERT, UPDATE and DELETE on the table \
             confluence_oauth_entries, SELECT on confluence_oauth_schema, and for the first use CREATE on the schema"
        }
        "25006" => "the database is read-only: connect to the primary",
        "57014" => "the database cancelled a statement",
        _ => "the database refused a statement",
    }
}

/// Reads a column, whose type a later release may have changed.
pub(super) fn column<'row, T: tokio_postgres::types::FromSql<'row>>(
    row: &'row tokio_postgres::Row,
    name: &str,
) -> Result<T> {
    row.try_get(name).map_err(|source| {
        Error::store("OAuthSettingsLocation: the table in the database has another form").with_source(source)
    })
}
