//! What confluence-oauth says, as this crate says it.

use crate::auth::oauth::kind_of;
use crate::error::Error;
use crate::site::Deployment;

impl From<confluence_oauth::Deployment> for Deployment {
    fn from(deployment: confluence_oauth::Deployment) -> Self {
        match deployment {
            confluence_oauth::Deployment::Cloud => Self::Cloud,
            _ => Self::DataCenter,
        }
    }
}

impl From<confluence_oauth::Error> for Error {
    /// Everything that is known of the failure: its property, how long to wait, and its causes in words.
    fn from(error: confluence_oauth::Error) -> Self {
        let (kind, said) = (kind_of(&error), error.explained());
        let (property, wait) = (error.property().map(str::to_owned), error.retry_after());
        let mut told = Self::new(kind, "connection").with_message(said).with_source(error);
        if let Some(property) = property {
            told = told.with_property(property);
        }
        if let Some(wait) = wait {
            told = told.with_retry_after(wait);
        }
        told
    }
}
