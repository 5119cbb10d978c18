//! The module `content`: what people and models read, and what edits leave alone.

mod edits;
mod generator;
mod golden;
mod hostile;
mod properties;
