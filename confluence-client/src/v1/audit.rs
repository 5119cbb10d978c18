//! The audit log.

use crate::client::download::Download;
use crate::declare::endpoints;
use crate::models::v1::{
    AuditFormat, AuditRecord, NewAuditRecord, NewRetentionPeriod, RetentionPeriod, TimeUnit,
};
use crate::wire::paging::Paged;

endpoints! { V1:
    /// Lists the records of the audit log.
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

    /// Adds a record to the audit log.
    fn create() -> AuditRecord = CreateAuditRecord: POST "/audit" <- NewAuditRecord
        needs granular ["read:audit-log:confluence", "write:audit-log:confluence"]

    /// Exports the audit log as a file.
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

    /// Returns the retention period of the audit log.
    fn retention() -> RetentionPeriod = GetRetentionPeriod: GET "/audit/retention"
        needs granular ["read:audit-log:confluence"]

    /// Sets the retention period of the audit log, at most a year.
    fn set_retention() -> RetentionPeriod = SetRetentionPeriod: PUT "/audit/retention" <- NewRetentionPeriod
        needs granular ["write:audit-log:confluence"]

    /// Lists the records of the audit log of the last days or hours.
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
