//! How much the server holds.

use crate::models::dc::InstanceMetrics;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Returns the instance metrics: how much the server holds.
    fn get() -> InstanceMetrics = GetInstanceMetrics("index_1"): GET "/instance-metrics"
}
