//! What an operation of the service is: its operationId, method, path, scopes, parameters and models.

pub mod describe;
mod questions;
