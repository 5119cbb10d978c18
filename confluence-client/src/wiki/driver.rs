//! The drivers: what [`Wiki`](crate::Wiki) does, in the operations of one deployment.
//!
//! A driver knows operations and models, and takes what the policy has cleared. It never knows `Wiki`.

pub(in crate::wiki) mod cloud;
pub(in crate::wiki) mod data_center;
mod prefetch;
mod v1_mapping;
#[cfg(feature = "sql")]
pub(in crate::wiki) mod v1_rows;

use futures_core::future::BoxFuture;
use futures_util::FutureExt as _;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey, TaskId};
use crate::site::Deployment;
use crate::wiki::backend::Backend;
use crate::wiki::model::space_ref::SpaceRef;
use crate::wiki::policy::SpaceLookup;

impl SpaceLookup for Backend {
    fn space_of<'a>(&'a self, content: &'a ContentId) -> BoxFuture<'a, Result<Option<SpaceKey>>> {
        match self.site().deployment() {
            Deployment::Cloud => cloud::place::space_of(self, content).boxed(),
            Deployment::DataCenter => data_center::place::space_of(self, content).boxed(),
        }
    }

    fn space_of_task<'a>(&'a self, task: &'a TaskId) -> BoxFuture<'a, Result<Option<SpaceKey>>> {
        match self.site().deployment() {
            Deployment::Cloud => cloud::tasks::space_of(self, task).boxed(),
            Deployment::DataCenter => data_center::tasks::space_of(self, task).boxed(),
        }
    }

    fn key_of<'a>(&'a self, space: &'a SpaceRef) -> BoxFuture<'a, Result<Option<SpaceKey>>> {
        async move {
            match (self.site().deployment(), &space.id) {
                (Deployment::Cloud, Some(id)) => cloud::place::space_key(self, id).await.map(Some),
                _ => Ok(space.key.clone()),
            }
        }
        .boxed()
    }
}

/// The error where a deployment lacks something.
pub(in crate::wiki) fn unsupported(operation: &'static str, alternative: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, operation).with_message(alternative)
}
