package io.rookery.tenant.http;

import io.rookery.tenant.Ids;
import io.rookery.tenant.Limits;
import io.rookery.tenant.store.TenantTransactions;
import jakarta.inject.Singleton;

/// What every resource needs: transactions, answers that can be repeated, and the maxima.
@Singleton
public record Api(TenantTransactions transactions, Answers answers, Ids ids, Limits limits) {}
