//! Models that only Data Center has; the rest it shares with Cloud v1, in [`v1`](super::v1).

mod backup;
mod color_scheme;
mod people;
mod permission;
mod property;
mod restriction;
mod secret;
mod site;
mod space;
mod upload;
mod webhook;
mod webhook_history;

pub use backup::{
    BackupFile, BackupJob, JobOperation, JobScope, JobSettings, JobState, JobStatistics, SiteBackup,
    SiteRestore, SpaceBackup, SpaceRestore,
};
pub use color_scheme::{ColorScheme, ColorSchemeChoice, ColorSchemes, NewColorSchemeChoice};
pub use people::{CreatedUser, NewPassword, NewUser, PasswordChange, UserUpdate};
pub use permission::{
    GlobalPermission, NewPermissions, Operation, OperationRef, PermissionHolder, SpacePermission,
};
pub use property::{NewProperty, Property, PropertyUpdate};
pub use restriction::{NamedGroup, NewRestriction, Restricted, RestrictedTo};
pub use secret::Secret;
pub use site::{AccessMode, AttachmentText, InstanceMetrics, NodeStatus, ServerInformation};
pub use space::{NewPersonalSpace, NewSpace, SpaceContents};
pub use upload::{AttachmentUpload, BackupUpload};
pub use webhook::{
    NewWebhook, NewWebhookCredentials, Webhook, WebhookCredentials, WebhookEvent, WebhookScope,
};
pub use webhook_history::{
    HttpMethod, Invocation, InvocationDuration, InvocationOutcome, InvocationRequest, InvocationResult,
    TemporalUnit,
};
