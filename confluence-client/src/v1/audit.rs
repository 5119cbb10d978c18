//! The audit log.

use crate::client::download::Download;
use crate::models::v1::{
    AuditFormat, AuditRecord, NewAuditRecord, NewRetentionPeriod, RetentionPeriod, TimeUnit,
};
use crate::operation::declare::endpoints;
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Lists what happened on the site.
    fn list() -> Paged<AuditRecord> = GetAuditRecords: GET "/audit" paged Start
        needs granular ["read:audit-log:confluence"]
    {
        /// Only since this time, in milliseconds since 1970.
        start_date: String,
        /// Only until this time, in milliseconds since 1970.
        end_date: String,
        /// Only records with this text.
        search_string: String,
    }

    /// Adds something to the audit log.
    fn create() -> AuditRecord = CreateAuditRecord: POST "/audit" <- NewAuditRecord
        needs granular ["read:audit-log:confluence", "write:audit-log:confluence"]

    /// Writes the audit log out as a file.
    fn export() -> Download = ExportAuditRecords: GET "/audit/export"
        needs granular ["read:audit-log:confluence"]
    {
        /// Only since this time, in milliseconds since 1970.
        start_date: String,
        /// Only until this time, in milliseconds since 1970.
        end_date: String,
        /// Only records with this text.
        search_string: String,
        /// As what.
        format: AuditFormat,
    }

    /// Says how long the audit log is kept.
    fn retention() -> RetentionPeriod = GetRetentionPeriod: GET "/audit/retention"
        needs granular ["read:audit-log:confluence"]

    /// Says how long the audit log shall be kept, at most a year.
    fn set_retention() -> RetentionPeriod = SetRetentionPeriod: PUT "/audit/retention" <- NewRetentionPeriod
        needs granular ["write:audit-log:confluence"]

    /// Lists what happened on the site of late.
    fn since() -> Paged<AuditRecord> = GetAuditRecordsForTimePeriod: GET "/audit/since" paged Start
        needs granular ["read:audit-log:confluence"]
    {
        /// So many units back; 3 by default.
        number: i64,
        /// The units; months by default.
        units: TimeUnit
            ["NANOS", "MICROS", "MILLIS", "SECONDS", "MINUTES", "HOURS", "HALF_DAYS", "DAYS", "WEEKS",
             "MONTHS", "YEARS", "DECADES", "CENTURIES"],
        /// Only records with this text.
        search_string: String,
    }
}
